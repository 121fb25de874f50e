-- The tables of the queue. What decides when something is sent is not here, but in the crate mpns-outbox.

-- Where channels are. A worker whose breaker for a host opened notes it here for all.
CREATE TABLE mpns.host (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Scheme, host and port: http://sn1.notify.live.net.
    origin text NOT NULL UNIQUE,
    -- Nothing is sent to it before.
    down_until timestamptz NOT NULL DEFAULT 'epoch',
    -- How often in a row a breaker opened; 0 if the host is up. Otherwise one request at a time finds out.
    openings smallint NOT NULL DEFAULT 0
);

-- One app on one phone. It is what is ready, held or leased; its jobs wait in order.
CREATE TABLE mpns.channel (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- A bearer secret: whoever has it can push.
    uri text NOT NULL UNIQUE,
    host integer NOT NULL REFERENCES mpns.host,
    -- Your own key, such as a user.
    owner text,
    -- The version of the phone's system, if it is known: content that would close the channel is not sent.
    os_version text,
    -- Nothing is sent before.
    held_until timestamptz NOT NULL DEFAULT 'epoch',
    -- How many replies or failures in a row asked for a longer wait each time.
    tries smallint NOT NULL DEFAULT 0,
    -- Owner and end together are the lease, and no two are the same. Without an owner: when it was served last.
    lease_owner uuid,
    lease_until timestamptz NOT NULL DEFAULT 'epoch',
    -- How many jobs it has, with the one that is being sent.
    waiting integer NOT NULL DEFAULT 0 CHECK (waiting >= 0),
    created timestamptz NOT NULL DEFAULT now(),
    -- Since when it is known that the service has forgotten it.
    expired timestamptz
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX channel_due ON mpns.channel (host, greatest(held_until, lease_until)) WHERE waiting > 0;
CREATE INDEX channel_owner ON mpns.channel (owner text_pattern_ops);

-- What is sent, once for many jobs.
CREATE TABLE mpns.content (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- A notification in the JSON of mpns-proto.
    body text NOT NULL,
    created timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX content_created ON mpns.content (created);

-- A content for a channel. Within a channel, ids are in the order in which the jobs were committed.
CREATE TABLE mpns.job (
    channel bigint NOT NULL REFERENCES mpns.channel,
    id bigint GENERATED ALWAYS AS IDENTITY,
    content bigint NOT NULL REFERENCES mpns.content,
    -- Your own name for it, which its result has too.
    key text NOT NULL,
    message_id uuid,
    deadline timestamptz,
    most_attempts smallint CHECK (most_attempts > 0),
    may_show_twice boolean NOT NULL,
    -- Counted when a worker takes it, before anything is sent.
    attempts smallint NOT NULL DEFAULT 0,
    -- When a worker took it, unless it gave it back. If its lease is over, it may have been sent.
    taken timestamptz,
    -- It was cancelled while it was taken, and is not sent again.
    cancelled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (channel, id)
) WITH (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX job_content ON mpns.job (content);

-- The end of a job: exactly one for each.
CREATE TABLE mpns.result (
    -- The transaction that wrote it. Rows of a lower one cannot appear any more once all older transactions are over,
    -- so this, then the id, is the order in which readers get them.
    written bigint NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    id bigint GENERATED ALWAYS AS IDENTITY,
    job bigint NOT NULL,
    channel bigint NOT NULL,
    content bigint NOT NULL,
    key text NOT NULL,
    -- accepted, refused, channel-expired, ...
    result text NOT NULL,
    attempts smallint NOT NULL,
    ended timestamptz NOT NULL DEFAULT now(),
    sent timestamptz,
    took_milliseconds integer,
    -- The last reply or failure, in JSON.
    detail text,
    PRIMARY KEY (written, id)
);

CREATE INDEX result_ended ON mpns.result USING brin (ended);

CREATE FUNCTION mpns.notify_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY mpns_results;
    RETURN NULL;
END $$;

CREATE TRIGGER notify AFTER INSERT ON mpns.result FOR EACH STATEMENT EXECUTE FUNCTION mpns.notify_results();

-- Roles are of the whole server, so another database may have made them.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['mpns_enqueue', 'mpns_work', 'mpns_read'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA mpns TO mpns_enqueue, mpns_work, mpns_read;
GRANT SELECT ON mpns.migration TO mpns_enqueue, mpns_work, mpns_read;

-- It adds channels and jobs, and takes back jobs that are not being sent. It cannot lift a hold or take a lease.
GRANT SELECT, INSERT ON mpns.host TO mpns_enqueue;
GRANT SELECT ON mpns.channel TO mpns_enqueue;
GRANT INSERT (uri, host, owner, os_version, waiting) ON mpns.channel TO mpns_enqueue;
GRANT UPDATE (owner, os_version, waiting, expired) ON mpns.channel TO mpns_enqueue;
GRANT SELECT (id), INSERT ON mpns.content TO mpns_enqueue;
GRANT SELECT, INSERT, DELETE ON mpns.job TO mpns_enqueue;
GRANT UPDATE (cancelled) ON mpns.job TO mpns_enqueue;
GRANT SELECT, INSERT ON mpns.result TO mpns_enqueue;

-- It sends what is there, and forgets what is old. It cannot add a channel or a job.
GRANT SELECT, UPDATE (down_until, openings) ON mpns.host TO mpns_work;
GRANT SELECT, UPDATE (held_until, tries, lease_owner, lease_until, waiting, expired), DELETE ON mpns.channel TO mpns_work;
GRANT SELECT, DELETE ON mpns.content TO mpns_work;
GRANT SELECT, UPDATE (attempts, taken), DELETE ON mpns.job TO mpns_work;
GRANT SELECT, INSERT, DELETE ON mpns.result TO mpns_work;

-- It sees what is queued and what became of it, but neither where it is sent nor what.
GRANT SELECT ON mpns.host, mpns.result TO mpns_read;
GRANT SELECT (id, host, owner, os_version, held_until, tries, lease_owner, lease_until, waiting, created, expired)
    ON mpns.channel TO mpns_read;
GRANT SELECT (id, created) ON mpns.content TO mpns_read;
GRANT SELECT (channel, id, content, key, deadline, most_attempts, may_show_twice, attempts, taken, cancelled)
    ON mpns.job TO mpns_read;
