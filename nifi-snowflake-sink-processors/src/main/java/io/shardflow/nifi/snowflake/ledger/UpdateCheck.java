/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.snowflake.ledger;

import io.shardflow.nifi.kinesis.metadata.Position;
import io.shardflow.nifi.kinesis.metadata.StreamShard;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks whether an UPDATE under the guard's lock sees the row that was committed last, whatever its session has read before. The set
 * (point 9) rests on it, and no page says so: where it does not hold, two writers take each other's tokens for their own, and
 * rows double without an error.
 *
 * <p>It works on a ledger row of a shard that no stream can have and no other check ever uses, and takes it away again. What a
 * check that failed or was killed has left is read by nobody, and removed by any that comes a day later or more.
 *
 * <p>One for a table in a run; one thread at a time.
 */
public final class UpdateCheck {

    /** No stream has a name with blanks. */
    static final String STREAM = "(update check)";

    /** Ends the names of its transactions, so that nobody takes them for those of a load. */
    private static final String SUFFIX = "_CHECK";

    /** For a login and what is sent before it. */
    private static final Duration SECOND_SESSION = Duration.ofSeconds(5);

    /** No check takes that long, even with clocks of nodes that disagree. */
    private static final Duration LEFT_BEHIND = Duration.ofDays(1);

    private static final Position ANY = new Position("0", 0);

    /**
     * What the UPDATEs counted that were to find the row by a token.
     *
     * @param before by the one that was replaced: 0 is right
     * @param latest by the one that was committed last: 1 is right
     */
    public record Counts(long before, long latest) {}

    private final AttemptNames names;
    private final Orphans orphans;
    private final Set<AttemptId> begun = new HashSet<>();
    private boolean passed;
    private boolean told;

    public UpdateCheck(final AttemptNames names) {
        this(names, new Orphans(names));
    }

    /** @param orphans get to know the transactions that it may leave open */
    UpdateCheck(final AttemptNames names, final Orphans orphans) {
        this.names = names;
        this.orphans = orphans;
    }

    /**
     * Asks until it has passed once. Where there is no second session to ask with, it is left for the next time.
     *
     * @return what is to be told of that, once
     * @throws WarehouseException PERMANENT if the UPDATE sees what its session has read before; TRANSIENT if it found the row
     *     neither so nor so, as when somebody has cleared the ledger meanwhile; otherwise as {@link #ask}
     */
    Optional<String> require(final WarehouseSessions sessions, final String ledgerId) throws WarehouseException {
        if (passed) {
            return Optional.empty();
        }
        try {
            judge(ask(sessions, ledgerId));
            passed = true;
            return Optional.empty();
        } catch (final NoSecondSessionException e) {
            final boolean first = !told;
            told = true;
            return first ? Optional.of(leftOut(e)) : Optional.empty();
        }
    }

    private static String leftOut(final NoSecondSessionException e) {
        return "it was not tried whether an UPDATE under a lock sees the last commit, which takes a second connection ("
                + e.getMessage()
                + "). Records are loaded all the same. If the pool has no more to give, raise its number (Maximum Connections of"
                + " SnowflakeConnectionPool, Max Total Connections of DBCPConnectionPool), then stop and start PutSnowflake";
    }

    private static void judge(final Counts counts) throws WarehouseException {
        if (counts.before() != 0) {
            throw new WarehouseException(
                    Kind.PERMANENT,
                    "In this account an UPDATE under a lock works on the rows that its session has read before, and not on those"
                            + " that were committed last. Two writers would load the same records and not notice. The connector"
                            + " cannot load there: run ./probe snowflake, and open an issue with its report");
        }
        if (counts.latest() != 1) {
            throw new WarehouseException(
                    Kind.TRANSIENT,
                    "An UPDATE under a lock has not found a row of the ledger that was committed before. It is tried again, since"
                            + " another node may have cleared the ledger; if it stays so, run ./probe snowflake, and open an issue"
                            + " with its report");
        }
    }

    /**
     * Has one session read the row, another one replace its token, and the first one set it under the lock.
     *
     * @throws WarehouseException PERMANENT if no UPDATE sees its transaction, see {@link OpenTransaction#requireSeenByUpdates};
     *     LEDGER_GONE if the guard is another one; any other kind means that asking is worth another try, as when there is no second
     *     session within some seconds
     */
    public Counts ask(final WarehouseSessions sessions, final String ledgerId) throws WarehouseException {
        begun.clear();
        return in(
                sessions.open(),
                reader -> in(SecondSession.open(sessions, SECOND_SESSION), writer -> ask(ledgerId, reader, writer)));
    }

    private Counts ask(final String ledgerId, final WarehouseSession reader, final WarehouseSession writer)
            throws WarehouseException {
        final AttemptId before = name();
        final AttemptId latest = name();
        final StreamShard shard = new StreamShard(STREAM, shardId(System.currentTimeMillis()) + before);
        final LedgerSet expectsBefore = new LedgerSet(shard, before.value(), ANY);
        writer.begin(before);
        writer.addLedgerRow(shard, before);
        writer.commit();
        reader.readLedger(Set.of(shard));

        final OpenTransaction replacing = OpenTransaction.begin(writer, latest);
        lock(writer, ledgerId, latest);
        if (!replacing.set(Map.of(shard, expectsBefore)).isEmpty()) {
            writer.replaceLedgerRows(Set.of(shard), latest);
            replacing.requireSeenByUpdates(shard);
            throw new WarehouseException(Kind.TRANSIENT, "Another node has cleared the ledger at the same time");
        }
        // Had it not been committed, the row would have the token from before, and an account that is right would be
        // refused.
        replacing.commit(Set.of(shard));

        final AttemptId last = name();
        final TransactionId transaction = reader.begin(last);
        lock(reader, ledgerId, last);
        final long byBefore = reader.setLedger(last, transaction, List.of(expectsBefore));
        final long byLatest = reader.setLedger(last, transaction, List.of(new LedgerSet(shard, latest.value(), ANY)));
        reader.removeLedgerRows(shard, shardId(System.currentTimeMillis() - LEFT_BEHIND.toMillis()));
        reader.commit();
        return new Counts(byBefore, byLatest);
    }

    private static void lock(final WarehouseSession session, final String ledgerId, final AttemptId attempt)
            throws WarehouseException {
        if (session.lockGuard(ledgerId, attempt) != 1) {
            throw new WarehouseException(Kind.LEDGER_GONE, Ledger.GONE);
        }
    }

    private AttemptId name() {
        final AttemptId name = new AttemptId(names.get() + SUFFIX);
        begun.add(name);
        return name;
    }

    /** Shard ids begin so; those of earlier times are lower. */
    private static String shardId(final long millis) {
        return String.format(Locale.ROOT, "%013d-", millis);
    }

    @FunctionalInterface
    private interface Work {
        Counts with(WarehouseSession session) throws WarehouseException;
    }

    /** After a failure a transaction may be open, with its lock. */
    private Counts in(final WarehouseSession session, final Work work) throws WarehouseException {
        boolean clean = false;
        try {
            final Counts counts = work.with(session);
            clean = true;
            return counts;
        } catch (final WarehouseException e) {
            clean = e.kind() != Kind.SESSION_LOST && OpenTransaction.isRolledBack(session);
            throw e;
        } finally {
            if (clean) {
                session.close();
            } else {
                orphans.add(begun);
                session.discard();
            }
        }
    }
}
