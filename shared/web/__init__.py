"""What the pages of all services share: templates, layout, style, the built scripts, and how a page is answered."""
