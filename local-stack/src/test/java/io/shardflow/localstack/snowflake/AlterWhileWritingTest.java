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
package io.shardflow.localstack.snowflake;

import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AlterWhileWritingTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private static final int WRITERS = 3;
    private static final int COLUMNS = 10;

    @Test
    void whatIsCommittedWhileColumnsAreAddedStays() throws SQLException, InterruptedException, ExecutionException {
        final AtomicBoolean altered = new AtomicBoolean();
        try (Connection c = STAND_IN.connect();
                ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            update(c, "CREATE TABLE T (WRITER NUMBER(38,0), ID NUMBER(38,0))");
            final List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                final int writer = i;
                writers.add(threads.submit(() -> write(writer, altered)));
            }
            try {
                for (int i = 0; i < COLUMNS; i++) {
                    update(c, "ALTER TABLE T ADD COLUMN C" + i + " VARCHAR");
                }
            } finally {
                altered.set(true);
            }
            int written = 0;
            for (final Future<Integer> writer : writers) {
                written += writer.get();
            }
            assertThat(rows(c, "SELECT COUNT(*), COUNT(DISTINCT WRITER * 1000000 + ID) FROM T"))
                    .containsExactly(written + "|" + written);
        }
    }

    /** @return how many rows it has committed, two in each transaction */
    private static int write(final int writer, final AtomicBoolean end) throws SQLException {
        int id = 0;
        try (Connection c = STAND_IN.connect()) {
            while (!end.get()) {
                update(c, "BEGIN");
                update(c, "INSERT INTO T (WRITER, ID) VALUES (" + writer + ", " + id++ + ")");
                update(c, "INSERT INTO T (WRITER, ID) VALUES (" + writer + ", " + id++ + ")");
                update(c, "COMMIT");
            }
        }
        return id;
    }
}
