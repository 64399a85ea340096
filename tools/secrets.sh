#!/bin/sh
# Makes the passwords of the compose stack, once: random, in ./secrets (kept out of git), never printed, never overwritten.
# The files are readable by all, because each is mounted into containers whose users have other ids; the folder is yours alone.
set -eu
cd "$(dirname "$0")/.."
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"

random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # keep NAME CONTENT: writes the secret unless it is there
  [ -s "$folder/$1" ] || { printf '%s\n' "$2" >"$folder/$1.new" && chmod 444 "$folder/$1.new" && mv "$folder/$1.new" "$folder/$1"; }
}

keep redis_password "$(random)"
keep postgres_password "$(random)"
keep grafana_password "$(random)"
redis=$(cat "$folder/redis_password")
postgres=$(cat "$folder/postgres_password")
keep redis_url "redis://:$redis@redis:6379/0"
keep ingest_database_url "postgresql://claimwire:$postgres@postgres:5432/ingest"
keep store_database_url "postgresql://claimwire:$postgres@postgres:5432/store"
