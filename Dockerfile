# One image per service, each with nothing but that service's packages: docker build --target ingest .
# Requirements are installed by hash. Behind a mirror pass its address: --build-arg PIP_INDEX_URL=...; it stays in the builder.
ARG PYTHON_IMAGE=python:3.13-slim

FROM ${PYTHON_IMAGE} AS base
ENV PATH=/opt/claimwire/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
RUN groupadd --gid 10001 claimwire \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin claimwire \
 && install -d -o claimwire -g claimwire /data/blobs /data/newsroom \
 # nothing here needs more rights than the user who starts it
 && find / -xdev -type f -perm /6000 -exec chmod a-s {} +
WORKDIR /data
STOPSIGNAL SIGTERM

FROM base AS builder
ARG PIP_INDEX_URL
ARG PIP_EXTRA_INDEX_URL
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv --without-pip /opt/claimwire

FROM builder AS wheel
COPY requirements/tools.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip pip install -q --require-hashes --only-binary :all: -r requirements/tools.txt
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
COPY sample sample
RUN pip wheel -q --no-deps --no-build-isolation --wheel-dir dist .

FROM builder AS build-ingest
COPY requirements/ingest.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/claimwire/bin/python install -q --require-hashes --only-binary :all: -r requirements/ingest.txt
COPY --from=wheel /build/dist dist
RUN pip --python /opt/claimwire/bin/python install -q --no-deps --no-index dist/*.whl

FROM builder AS build-extract
COPY requirements/extract.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/claimwire/bin/python install -q --require-hashes --only-binary :all: -r requirements/extract.txt
COPY --from=wheel /build/dist dist
RUN pip --python /opt/claimwire/bin/python install -q --no-deps --no-index dist/*.whl

FROM builder AS build-store
COPY requirements/store.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/claimwire/bin/python install -q --require-hashes --only-binary :all: -r requirements/store.txt
COPY --from=wheel /build/dist dist
RUN pip --python /opt/claimwire/bin/python install -q --no-deps --no-index dist/*.whl

FROM builder AS build-api
COPY requirements/serve.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/claimwire/bin/python install -q --require-hashes --only-binary :all: -r requirements/serve.txt
COPY --from=wheel /build/dist dist
RUN pip --python /opt/claimwire/bin/python install -q --no-deps --no-index dist/*.whl

FROM builder AS build-cli
COPY requirements/all.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/claimwire/bin/python install -q --require-hashes --only-binary :all: -r requirements/all.txt
COPY --from=wheel /build/dist dist
RUN pip --python /opt/claimwire/bin/python install -q --no-deps --no-index dist/*.whl

FROM builder AS build-flower
COPY requirements/flower.txt requirements/
RUN --mount=type=cache,target=/root/.cache/pip \
    pip --python /opt/claimwire/bin/python install -q --require-hashes --only-binary :all: -r requirements/flower.txt
COPY --from=wheel /build/dist dist
RUN pip --python /opt/claimwire/bin/python install -q --no-deps --no-index dist/*.whl

FROM base AS ingest
COPY --from=build-ingest /opt/claimwire /opt/claimwire
USER claimwire
CMD ["celery", "--quiet", "-A", "services.ingest.app", "worker", "-n", "ingest@%h", "-P", "threads", "-c", "8", "-Q", "ingest.tick,ingest.poll,ingest.fetch,ingest.settle", "--without-gossip", "--without-mingle"]

FROM base AS extract
COPY --from=build-extract /opt/claimwire /opt/claimwire
USER claimwire
CMD ["celery", "--quiet", "-A", "services.extract.app", "worker", "-n", "extract@%h", "-c", "2", "-Q", "extract.read", "--without-gossip", "--without-mingle"]

FROM base AS store
COPY --from=build-store /opt/claimwire /opt/claimwire
USER claimwire
CMD ["celery", "--quiet", "-A", "services.store.app", "worker", "-n", "store@%h", "-P", "threads", "-c", "4", "-Q", "store.save,store.join,store.follow,store.deliver", "--without-gossip", "--without-mingle"]

FROM base AS api
COPY --from=build-api /opt/claimwire /opt/claimwire
USER claimwire
EXPOSE 8000
CMD ["claimwire", "serve", "--host", "0.0.0.0"]

FROM base AS newsroom
COPY sample /opt/newsroom/sample
USER claimwire
WORKDIR /opt/newsroom
EXPOSE 8100-8104
CMD ["python", "-m", "sample.server", "--host", "0.0.0.0", "--state", "/data/newsroom/state.json"]

FROM base AS cli
COPY --from=build-cli /opt/claimwire /opt/claimwire
USER claimwire
ENTRYPOINT ["claimwire"]
CMD ["--help"]

FROM base AS flower
COPY --from=build-flower /opt/claimwire /opt/claimwire
USER claimwire
EXPOSE 5555
CMD ["celery", "--quiet", "-A", "services.clock", "flower", "--address=0.0.0.0", "--port=5555"]
