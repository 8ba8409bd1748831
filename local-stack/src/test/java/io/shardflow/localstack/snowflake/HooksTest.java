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
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Control requests, and that a request that comes again is not run again. */
class HooksTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    @BeforeEach
    void table() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE OR REPLACE TABLE T (A NUMBER)");
            update(c, "CREATE OR REPLACE TABLE OTHER (A NUMBER)");
        }
    }

    private static void hook(final String action) {
        STAND_IN.control("{\"addHook\":{\"table\":\"T\",\"action\":\"" + action + "\"}}");
    }

    private static void insert(final Connection c) throws SQLException {
        update(c, "BEGIN NAME SF_H");
        update(c, "INSERT INTO T VALUES (1)");
    }

    private static String count() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            return value(c, "SELECT COUNT(*) FROM T");
        }
    }

    @Test
    void holdCommitsAndKeepsTheClientWaiting() throws Exception {
        hook("HOLD");
        try (Connection c = STAND_IN.connect()) {
            insert(c);
            final CompletableFuture<Integer> commit = LocksTest.later(c, "COMMIT");
            await().until(() ->
                    STAND_IN.control("{}").path("hooks").path(0).path("fired").asInt() == 1);
            assertThat(count()).isEqualTo("1");
            assertThat(commit).isNotDone();
            STAND_IN.control("{\"release\":\"all\"}");
            assertThat(commit.get(10, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void dropCommitsAndTheClientNeverLearns() throws SQLException {
        hook("DROP");
        try (Connection c = STAND_IN.connect()) {
            insert(c);
            assertThatThrownBy(() -> update(c, "COMMIT"))
                    .isInstanceOfSatisfying(SQLException.class, e -> assertThat(e.getErrorCode())
                            .isEqualTo(200015));
        }
        assertThat(count()).isEqualTo("1");
    }

    @Test
    void abortRollsBackAndTheClientNeverLearns() throws SQLException {
        hook("ABORT");
        try (Connection c = STAND_IN.connect()) {
            insert(c);
            assertThatThrownBy(() -> update(c, "COMMIT")).isInstanceOf(SQLException.class);
        }
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void loseLeavesTheTransactionOpen() throws SQLException {
        hook("LOSE");
        try (Connection c = STAND_IN.connect();
                Connection other = STAND_IN.connect()) {
            insert(c);
            assertThatThrownBy(() -> update(c, "COMMIT")).isInstanceOf(SQLException.class);
            assertThat(rows(other, "SHOW TRANSACTIONS")).anyMatch(r -> r.contains("SF_H"));
            assertThat(count()).isEqualTo("0");
        }
    }

    @Test
    void aHookIsForItsTableAndOnceOnly() throws SQLException {
        hook("DROP");
        try (Connection c = STAND_IN.connect()) {
            update(c, "BEGIN");
            update(c, "INSERT INTO OTHER VALUES (1)");
            update(c, "COMMIT");
            insert(c);
            assertThatThrownBy(() -> update(c, "COMMIT")).isInstanceOf(SQLException.class);
        }
        try (Connection c = STAND_IN.connect()) {
            insert(c);
            update(c, "COMMIT");
        }
        assertThat(count()).isEqualTo("2");
    }

    @Test
    void commitsAndStatementsAreCountedByTable() throws SQLException {
        final long commits = STAND_IN.control("{}").path("commits").path("T").asLong();
        final long inserts =
                STAND_IN.control("{}").path("statements").path("INSERT T").asLong();
        try (Connection c = STAND_IN.connect()) {
            insert(c);
            update(c, "INSERT INTO T VALUES (2)");
            update(c, "COMMIT");
            update(c, "INSERT INTO T VALUES (3)");
        }
        assertThat(STAND_IN.control("{}").path("commits").path("T").asLong()).isEqualTo(commits + 2);
        assertThat(STAND_IN.control("{}").path("statements").path("INSERT T").asLong())
                .isEqualTo(inserts + 3);
    }

    @Test
    void whatNeedsAWarehouseIsRefusedWhileItsQuotaIsExceeded() throws SQLException {
        try (Connection c = STAND_IN.connect()) {
            STAND_IN.control("{\"warehouseOverQuota\":true}");
            for (final String sql : new String[] {
                "INSERT INTO T VALUES (1)",
                "UPDATE T SET A = 2",
                "SELECT COUNT(*) FROM T",
                "CREATE TEMPORARY TABLE C AS SELECT A FROM T"
            }) {
                assertThatThrownBy(() -> update(c, sql)).as(sql).isInstanceOfSatisfying(SQLException.class, e -> {
                    assertThat(e.getErrorCode()).isEqualTo(90073);
                    assertThat(e.getSQLState()).isEqualTo("22000");
                });
            }
            assertThat(rows(c, "SELECT * FROM T LIMIT 0")).isEmpty();
            update(c, "CREATE TEMPORARY TABLE C (A NUMBER)");
            STAND_IN.control("{\"warehouseOverQuota\":false}");
            update(c, "INSERT INTO T VALUES (1)");
        } finally {
            STAND_IN.control("{\"warehouseOverQuota\":false}");
        }
    }

    @Test
    void policiesCanBeInjected() throws SQLException {
        final String references =
                "SELECT POLICY_KIND, REF_COLUMN_NAME FROM TABLE(DEMO_DB.INFORMATION_SCHEMA.POLICY_REFERENCES(REF_ENTITY_NAME => '\"DEMO_DB\".\"PUBLIC\".\"T\"', REF_ENTITY_DOMAIN => 'TABLE'))";
        try (Connection c = STAND_IN.connect()) {
            assertThat(rows(c, references)).isEmpty();
            STAND_IN.control(
                    "{\"addPolicy\":{\"kind\":\"ROW_ACCESS_POLICY\",\"database\":\"DEMO_DB\",\"schema\":\"PUBLIC\",\"table\":\"T\"}}");
            assertThat(rows(c, references)).containsExactly("ROW_ACCESS_POLICY|null");
        }
    }

    @Test
    void aRepeatedRequestIsAnsweredFromMemory() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            final String login = "{\"data\":{\"LOGIN_NAME\":\"NIFI\",\"PASSWORD\":\"nifi\"}}";
            final JsonNode session = post(client, "/session/v1/login-request?databaseName=DEMO_DB", null, login);
            final String token = session.path("data").path("token").asText();
            final String sql = "{\"sqlText\":\"insert into T values (7)\"}";
            final JsonNode first = post(client, "/queries/v1/query-request?requestId=r1", token, sql);
            final JsonNode again = post(client, "/queries/v1/query-request?requestId=r1&retryCount=1", token, sql);
            assertThat(first.path("success").asBoolean()).isTrue();
            assertThat(again).isEqualTo(first);
            assertThat(count()).isEqualTo("1");
            post(client, "/queries/v1/query-request?requestId=r2", token, sql);
            assertThat(count()).isEqualTo("2");
            STAND_IN.control("{\"quirks\":[\"REPEATED_REQUESTS_RUN\"]}");
            post(client, "/queries/v1/query-request?requestId=r3", token, sql);
            post(client, "/queries/v1/query-request?requestId=r3&retryCount=1", token, sql);
            assertThat(count()).isEqualTo("4");
        } finally {
            STAND_IN.control("{\"quirks\":[]}");
        }
    }

    private static JsonNode post(final HttpClient client, final String path, final String token, final String body)
            throws Exception {
        final HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(STAND_IN.address() + path))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Snowflake Token=\"" + token + "\"");
        }
        final HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }
}
