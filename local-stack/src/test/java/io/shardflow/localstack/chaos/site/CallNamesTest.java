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
package io.shardflow.localstack.chaos.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import io.shardflow.localstack.chaos.plan.Moment;
import io.shardflow.localstack.faults.ProxiedCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallNamesTest {

    @TempDir
    private Path folder;

    private StatementJournal journal;
    private SnowflakeCalls calls;

    @BeforeEach
    void open() throws IOException {
        journal = new StatementJournal(folder.resolve("statements.log"));
        calls = new SnowflakeCalls(1, journal);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void theCommitAfterTheRowsOfTheTemporaryTableIsAnotherThanThatOfTheTransaction() {
        assertThat(ask("one", "COPY INTO \"D\".\"S\".\"SF_1_2_3_IN\" FROM @x")).isEqualTo(Moment.INCOMING_COPY.name());
        assertThat(ask("two", "COMMIT")).isEqualTo(Moment.COMMIT.name());
        assertThat(ask("one", "COMMIT")).isEqualTo(Moment.INCOMING_COMMIT.name());
        assertThat(ask("one", "COMMIT")).isEqualTo(Moment.COMMIT.name());
    }

    @Test
    void whatChecksTheAccountAtAStartIsNoneOfALoad() {
        final String name = "SF_1A_2B_3C_CHECK";
        assertThat(ask("one", "INSERT INTO \"T_SHARDFLOW_LEDGER\" (\"TOKEN\") VALUES ('" + name + "')"))
                .isEqualTo(Moment.CHECK_ROW.name());
        assertThat(ask("one", "COMMIT")).isEmpty();
        assertThat(ask("one", "BEGIN NAME " + name)).isEmpty();
        assertThat(ask("one", "SELECT CURRENT_TRANSACTION()")).isEmpty();
        assertThat(ask("two", "SELECT CURRENT_TRANSACTION()")).isEqualTo(Moment.TRANSACTION_NUMBER.name());
        assertThat(ask("one", "UPDATE \"T_SHARDFLOW_GUARD\" SET \"LOCKED_BY\" = '" + name + "'"))
                .isEmpty();
        assertThat(ask("one", "UPDATE \"T_SHARDFLOW_LEDGER\" SET \"TOKEN\" = '" + name + "', \"X\" = 1"))
                .isEqualTo(Moment.CHECK_SET.name());
        assertThat(ask("one", "COMMIT")).isEmpty();
        assertThat(ask("one", "COMMIT")).isEqualTo(Moment.COMMIT.name());
    }

    @Test
    void theJournalKnowsTheTransactionOfEachStatementThatBringsRows() throws IOException {
        ask("one", "BEGIN NAME SF_A");
        ask("two", "BEGIN NAME SF_B");
        ask("one", "COPY INTO \"D\".\"S\".\"ORDERS\" (\"ID\") FROM @x");
        assertThat(journal.of(Instant.now()))
                .singleElement()
                .asString()
                .startsWith("node 2, transaction SF_A, ")
                .contains("COPY INTO");
        assertThat(journal.of(Instant.now().minusSeconds(60))).isEmpty();
        assertThat(Files.readAllLines(folder.resolve("statements.log")))
                .hasSize(3)
                .last()
                .asString()
                .contains("node 2 copy: COPY INTO");
    }

    @Test
    void aCallThatIsNoStatementIsNamedByItsPath() {
        assertThat(calls.apply(new ProxiedCall("/session/heartbeat", new Headers(), new byte[0])))
                .isEqualTo("/session/heartbeat");
    }

    @Test
    void anUpdateThatSetsACheckpointIsAnotherThanARenewal() {
        assertThat(dynamoDb("{\"AttributeUpdates\":{\"checkpoint\":{\"Value\":{\"S\":\"1\"}}}}"))
                .isEqualTo(Moment.CHECKPOINT.name());
        assertThat(dynamoDb("{\"AttributeUpdates\":{\"leaseCounter\":{\"Value\":{\"N\":\"1\"}}}}"))
                .isEqualTo("UpdateItem");
    }

    private String ask(final String session, final String sql) {
        final Headers headers = new Headers();
        headers.set("Authorization", session);
        return calls.apply(new ProxiedCall(
                "/queries/v1/query-request",
                headers,
                ("{\"sqlText\":\"" + sql.replace("\"", "\\\"") + "\"}").getBytes(StandardCharsets.UTF_8)));
    }

    private static String dynamoDb(final String body) {
        final Headers headers = new Headers();
        headers.set("X-Amz-Target", "DynamoDB_20120810.UpdateItem");
        return DynamoDbCalls.name(new ProxiedCall("/", headers, body.getBytes(StandardCharsets.UTF_8)));
    }
}
