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
package io.shardflow.localstack.chaos.effect;

import io.shardflow.localstack.chaos.plan.Disturbance.Upkeep;
import io.shardflow.localstack.chaos.site.Node;
import io.shardflow.localstack.chaos.site.Site;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Does to state and table what the documentation lets an operator do, in the order that it gives. Threads: used by one, unless a method says otherwise. */
final class Operator {

    private static final Duration DELETION = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Site site;
    private final String firstApplication;
    private int resets;
    private int columns;

    Operator(final Site site, final String application) {
        this.site = site;
        this.firstApplication = application;
    }

    /** All of it is work that ends the disturbance: rows land again when the last step is done. */
    Effect effect(final Upkeep upkeep) {
        return new Effect() {
            @Override
            public void begin() {
                // nothing before
            }

            @Override
            public void end() throws SQLException {
                run(upkeep);
            }
        };
    }

    private void run(final Upkeep upkeep) throws SQLException {
        switch (upkeep) {
            case RESET_BY_NAME -> resetByName();
            case RESET_BY_TABLE -> resetByTable();
            case TRUNCATE_AND_RESET -> {
                site.worksheet().run("TRUNCATE TABLE " + Site.TABLE);
                resetByName();
            }
            case ADD_COLUMN ->
                site.worksheet()
                        .run("ALTER TABLE " + Site.TABLE + " ADD COLUMN IF NOT EXISTS " + Site.ADDED + ++columns
                                + " VARCHAR");
            case DROP_LEDGER -> dropLedger();
        }
    }

    private void resetByName() {
        site.nodes().forEach(Node::stopConnector);
        resets++;
        for (final Node node : site.nodes()) {
            node.set(Map.of(Site.APPLICATION_PARAMETER, application()));
        }
        site.nodes().forEach(Node::startConnector);
    }

    private void resetByTable() {
        site.nodes().forEach(Node::stopConnector);
        final DynamoDbClient dynamoDb = site.dynamoDb();
        dynamoDb.deleteTable(request -> request.tableName(application()));
        final long deadline = System.nanoTime() + DELETION.toNanos();
        while (dynamoDb.listTables().tableNames().contains(application())) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the table " + application() + " is still there");
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        site.nodes().forEach(Node::startConnector);
    }

    private void dropLedger() throws SQLException {
        site.nodes().forEach(Node::stopConnector);
        site.worksheet().run("DROP TABLE IF EXISTS \"" + Site.TABLE + "_SHARDFLOW_GUARD\"");
        site.worksheet().run("DROP TABLE IF EXISTS \"" + Site.TABLE + "_SHARDFLOW_LEDGER\"");
        site.nodes().forEach(Node::startConnector);
    }

    /** What no document allows, and is borne all the same. Any thread. */
    void deleteLedgerRows() {
        try {
            site.worksheet().run("DELETE FROM \"" + Site.TABLE + "_SHARDFLOW_LEDGER\"");
        } catch (final SQLException e) {
            throw new IllegalStateException("the rows of the ledger cannot be deleted", e);
        }
    }

    /**
     * As {@link #deleteLedgerRows}: no set of a writer finds the token that it has read before. Each try writes another one: what a
     * writer has read would be there again otherwise, with other rows in the table.
     */
    void changeTokens() {
        try {
            site.worksheet().ask(open -> {
                try (Statement statement = open.createStatement()) {
                    return statement.executeUpdate("UPDATE \"" + Site.TABLE
                            + "_SHARDFLOW_LEDGER\" SET \"TOKEN\" = 'by hand " + UUID.randomUUID() + '\'');
                }
            });
        } catch (final SQLException e) {
            throw new IllegalStateException("the tokens of the ledger cannot be changed", e);
        }
    }

    private String application() {
        return resets == 0 ? firstApplication : firstApplication + '-' + (resets + 1);
    }
}
