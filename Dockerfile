# The programme for a real deployment. One image serves as web, worker, beat and migrate (docker-compose.yml).
FROM python:3.13-slim AS packages
WORKDIR /build
RUN python -m venv /opt/venv
COPY requirements/base.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r base.txt

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=plp.settings \
    PLP_BIND=0.0.0.0:8000 \
    PLP_KEYS_DIR=/data/survey-keys \
    PLP_ERASED_LIST=/data/erased/erased.txt
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin plp \
    && install -d -m 0700 -o plp -g plp /data /data/survey-keys /data/erased
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Collecting static files reads the settings, but none of these values: they exist in this one line.
RUN PLP_SECRET_KEY=x PLP_VAULT_KEYS=x PLP_VAULT_HASH_KEY=x DATABASE_URL=postgresql:///x REDIS_URL=redis://x \
    python manage.py collectstatic --noinput --verbosity 0
USER plp
EXPOSE 8000
CMD ["gunicorn", "plp.wsgi"]
