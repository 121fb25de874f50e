UPDATE mpns.job SET
    attempts = CASE WHEN head.taken IS NULL AND NOT head.cancelled THEN job.attempts + 1 ELSE job.attempts END,
    taken = coalesce(head.taken, now())
FROM unnest($1::bigint[]) AS leased (channel) CROSS JOIN LATERAL (
    SELECT channel, id, taken, cancelled FROM mpns.job WHERE job.channel = leased.channel ORDER BY id LIMIT 1
) AS head
-- `= ANY`, since with `=` the planner may scan the whole index in its order when it expects a single row.
WHERE job.channel = ANY (ARRAY[head.channel]) AND job.id = head.id
RETURNING
    job.channel, job.id, job.content, job.message_id, extract(epoch FROM job.deadline - now())::float8 AS left,
    job.most_attempts, job.may_show_twice, job.attempts, job.cancelled, head.taken IS NOT NULL AS was_lost
