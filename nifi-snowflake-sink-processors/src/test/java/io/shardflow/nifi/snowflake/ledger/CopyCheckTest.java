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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.content.OneRecordFile;
import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyCheckTest {

    private static final LoadTimes TIMES = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    private static final AttemptNames NAMES = () -> AttemptId.random("SF");

    @AutoClose
    private static SqlWarehouse warehouse;

    @AutoClose
    private OneRecordFile file;

    private final SqlConnections connections = new SqlConnections(warehouse.carelessPool());

    @BeforeAll
    static void start(@TempDir final Path folder) {
        warehouse = new SqlWarehouse(folder);
    }

    @BeforeEach
    void makeFile(@TempDir final Path spool) throws Exception {
        file = new OneRecordFile(spool);
    }

    @AfterEach
    void answerAsUsual() {
        warehouse.control("{\"quirks\":[]}");
    }

    private LedgerLoader loader(final DeliveryGuarantee guarantee) throws WarehouseException {
        return new LedgerLoader("T", SqlWarehouse.sessions(connections, "T"), guarantee, false, TIMES, NAMES);
    }

    private LedgerLoader loader() throws WarehouseException {
        return loader(DeliveryGuarantee.EXACTLY_ONCE);
    }

    private List<String> statements() {
        final List<String> sent = Collections.synchronizedList(new ArrayList<>());
        connections.through((sql, execution) -> {
            sent.add(sql);
            return execution.run(sql);
        });
        return sent;
    }

    @Test
    void itPassesOnceAndLeavesNothing() throws Exception {
        final LedgerLoader loader = loader();
        final List<String> sent = statements();
        loader.checkCopies(file);
        assertThat(sent)
                .extracting(sql -> sql.replaceFirst("(\\w+).*", "$1"))
                .filteredOn(word -> !word.equals("ALTER"))
                .containsSubsequence(
                        "CREATE", "PUT", "CREATE", "BEGIN", "SELECT", "COPY", "ROLLBACK", "SELECT", "DROP");
        assertThat(sent).noneMatch(sql -> sql.equals("COMMIT") || sql.contains("\"T\""));
        assertThat(warehouse.query("SHOW TRANSACTIONS")).isEmpty();
        assertThat(loader.hasCheckedCopies()).isTrue();
        assertThat(loader.successor(SqlWarehouse.sessions(connections, "T")).hasCheckedCopies())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void anAccountWhoseCopiesStayIsRefusedEachTimeUntilTheyDoNot(final DeliveryGuarantee guarantee) throws Exception {
        warehouse.control("{\"quirks\":[\"COPY_COMMITS\"]}");
        final LedgerLoader loader = loader(guarantee);
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(() -> loader.checkCopies(file))
                    .withMessageContainingAll("the rows of a COPY stay", "./probe snowflake")
                    .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.PERMANENT));
            assertThat(loader.hasCheckedCopies()).isFalse();
        }
        answerAsUsual();
        loader.checkCopies(file);
    }

    /** @param statement whose answer is lost, and the session with it */
    @ParameterizedTest
    @ValueSource(strings = {"PUT", "BEGIN", "COPY", "ROLLBACK", "SELECT COUNT", "DROP"})
    void aLostSessionIsNoAnswerAndWhatItLeavesOpenIsEndedByTheNextStart(final String statement) throws Exception {
        final LedgerLoader loader = loader();
        final AtomicBoolean copied = new AtomicBoolean();
        final AtomicBoolean lost = new AtomicBoolean();
        connections.through((sql, execution) -> {
            final Object result = execution.run(sql);
            copied.compareAndSet(false, sql.startsWith("COPY"));
            // a ROLLBACK before BEGIN is not that of the check
            final boolean due = !statement.equals("ROLLBACK") || copied.get();
            if (due && sql.startsWith(statement) && lost.compareAndSet(false, true)) {
                throw new SqlConnections.Lost();
            }
            return result;
        });
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> loader.checkCopies(file))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.SESSION_LOST));
        final LedgerLoader successor = loader.successor(SqlWarehouse.sessions(connections, "T"));
        successor.start();
        assertThat(warehouse.query("SHOW TRANSACTIONS")).isEmpty();
        successor.checkCopies(file);
    }

    /** The COPY opens another one by itself. */
    @Test
    void aTransactionThatIsEndedFromOutsideBlamesNobody() throws Exception {
        final LedgerLoader loader = loader();
        connections.through((sql, execution) -> {
            if (sql.startsWith("COPY")) {
                for (final String transaction : warehouse.query("SHOW TRANSACTIONS")) {
                    warehouse.query(
                            "SELECT SYSTEM$ABORT_TRANSACTION(" + transaction.split("\\|")[0] + ")");
                }
            }
            return execution.run(sql);
        });
        loader.checkCopies(file);
        assertThat(warehouse.query("SHOW TRANSACTIONS")).isEmpty();
    }
}
