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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of the transaction of a NiFi that is killed while it loads: Snowflake leaves it its locks for five minutes. */
@Tag("long")
@ExtendWith(Shardflow.class)
class OrphanedTransactionIT {

    private static final int ORDERS = 500;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @Test
    void itIsAbortedByTheRunThatFollows() throws SQLException {
        try (Run run = Run.of("orphan");
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE));
                Statement statement = connection.createStatement()) {
            run.start();
            run.produce(ORDERS);
            run.awaitLanded(ORDERS);

            // has the lock that a load needs in the end, so that one is caught with its rows in the table and not
            // committed
            statement.execute("BEGIN");
            statement.execute("UPDATE \"" + run.tableName() + "_SHARDFLOW_GUARD\" SET \"LOCKED_BY\" = \"LOCKED_BY\"");
            run.produce(ORDERS);
            await().atMost(LIMIT).until(() -> !waiting(statement).isEmpty());
            final Set<String> left = waiting(statement);
            Shardflow.stack().service(Part.NIFI).kill9();
            statement.execute("ROLLBACK");
            assertThat(loads(statement)).containsAll(left);

            Shardflow.restartNifi();
            run.assertExact(2 * ORDERS);
            assertThat(loads(statement)).doesNotContainAnyElementsOf(left);
        }
    }

    /** Ids of transactions of loads that wait for a lock. */
    private static Set<String> waiting(final Statement statement) throws SQLException {
        final Set<String> loads = loads(statement);
        final Set<String> waiting = new HashSet<>();
        try (ResultSet locks = statement.executeQuery("SHOW LOCKS IN ACCOUNT")) {
            while (locks.next()) {
                if (locks.getString("status").equals("WAITING") && loads.contains(locks.getString("transaction"))) {
                    waiting.add(locks.getString("transaction"));
                }
            }
        }
        return waiting;
    }

    /** Ids of open transactions that have a name such as loads have. */
    private static Set<String> loads(final Statement statement) throws SQLException {
        final Set<String> loads = new HashSet<>();
        try (ResultSet transactions = statement.executeQuery("SHOW TRANSACTIONS IN ACCOUNT")) {
            while (transactions.next()) {
                if (String.valueOf(transactions.getString("name")).startsWith("SF_")) {
                    loads.add(transactions.getString("id"));
                }
            }
        }
        return loads;
    }
}
