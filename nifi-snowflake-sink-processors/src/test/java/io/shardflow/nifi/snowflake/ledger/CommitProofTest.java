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

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.jdbc.StoppableConnections;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.LoadOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a transaction is known to be committed, whatever happens around its COMMIT. */
class CommitProofTest {

    @AutoClose
    private static SqlWarehouse warehouse;

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    /** Its token is not to be seen in the ledger any more. */
    @Test
    void anotherWriterThatComesRightAfterTheCommitHidesNothing() throws Exception {
        final SqlStory story = new SqlStory(warehouse, "HIDDEN", Optional.empty());
        final LedgerLoader far = story.writer(DeliveryGuarantee.AT_LEAST_ONCE);
        final LedgerLoader near = story.writer(DeliveryGuarantee.AT_LEAST_ONCE);
        story.load(far, "1");
        story.load(near, "2");
        final AtomicInteger next = new AtomicInteger(100);
        story.through((sql, execution) -> {
            if (sql.startsWith("DESC TRANSACTION")) {
                story.load(near, String.valueOf(next.getAndIncrement()));
            }
            return execution.run(sql);
        });
        assertThat(story.load(far, "7")).isInstanceOf(LoadOutcome.Loaded.class);
        assertThat(story.rows()).filteredOn("7.0"::equals).hasSize(1);
        assertThat(next).hasValueGreaterThan(100);
    }

    /** The grace of the stop is over when the COMMIT has been acknowledged. */
    @Test
    void aStopRightAfterTheCommitLeavesNothingToBeLoadedAgain() throws Exception {
        final SqlStory story = new SqlStory(warehouse, "STOPPED", Optional.empty());
        final SqlConnections watched = new SqlConnections(story.pool);
        final StoppableConnections stoppable = new StoppableConnections(watched);
        final LedgerLoader loader = new LedgerLoader(
                story.table,
                SqlWarehouse.sessions(stoppable, story.table),
                DeliveryGuarantee.AT_LEAST_ONCE,
                false,
                new LoaderRun(
                        new LoadTimes(Duration.ofSeconds(2), Duration.ofMillis(1), Duration.ofMillis(8)),
                        LoadClock.system(),
                        new ShardClaims(),
                        () -> AttemptId.random("SF")));
        loader.start();
        story.describe();
        story.load(loader, "6");
        watched.through((sql, execution) -> {
            final Object result = execution.run(sql);
            if (sql.equals("COMMIT")) {
                stoppable.stop(Duration.ZERO);
                while (!stoppable.isStopped()) {
                    Thread.onSpinWait();
                }
            }
            return result;
        });
        final LoadOutcome outcome = story.load(loader, "7");
        if (!(outcome instanceof LoadOutcome.Loaded)) {
            // What the next start does, to which the FlowFile has stayed.
            story.load(story.writer(DeliveryGuarantee.AT_LEAST_ONCE), "7");
        }
        assertThat(story.rows()).containsExactly("6.0", "7.0");
    }

    /**
     * Snowflake's documentation has said both of a query under AUTOCOMMIT=false: that it begins a transaction, and that it does
     * not. BEGIN inside a transaction is ignored, with its name: what is lost then is found by nobody.
     */
    @Test
    void theTransactionOfALostSessionIsFoundByItsName() throws Exception {
        final SqlStory story = new SqlStory(warehouse, "QUERIED", Optional.empty());
        final LedgerLoader writer = story.writer();
        story.load(writer, "1");
        final AtomicBoolean open = new AtomicBoolean();
        final AtomicBoolean losing = new AtomicBoolean();
        story.through((sql, execution) -> {
            final boolean begins = sql.startsWith("BEGIN NAME");
            final Object result = execution.run(begins && open.get() ? "BEGIN" : sql);
            if (begins || sql.startsWith("SELECT")) {
                open.set(true);
            } else if (sql.equals("COMMIT")
                    || sql.equals("ROLLBACK")
                    || sql.startsWith("CREATE")
                    || sql.startsWith("DROP")) {
                open.set(false);
            }
            if (sql.contains("SET \"LOCKED_BY\"") && losing.getAndSet(false)) {
                open.set(false);
                throw new SqlConnections.Lost();
            }
            return result;
        });
        story.load(writer, "2");
        losing.set(true);
        assertThat(story.load(writer, "3")).isInstanceOf(LoadOutcome.Loaded.class);
    }
}
