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

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Reading the stream again adds no row, whichever of the two documented ways the operator takes. */
@ExtendWith(Shardflow.class)
class ResetSmokeIT {

    private static final int ORDERS = 2_000;

    @Test
    void aNewApplicationNameReadsTheStreamAgainAndAddsNoRow() throws SQLException {
        try (Run run = Run.of("reset-name");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            landAllAndStop(run);

            run.renameApplication("reset-name-2");
            run.start();

            awaitReadAgain();
            run.assertExact(ORDERS);
            assertThat(dynamoDb.listTables().tableNames()).contains("reset-name", "reset-name-2");
        }
    }

    @Test
    void deletingTheStateTableReadsTheStreamAgainAndAddsNoRow() throws SQLException {
        try (Run run = Run.of("reset-deletion");
                DynamoDbClient dynamoDb = Shardflow.stack().dynamoDbClient()) {
            landAllAndStop(run);

            dynamoDb.deleteTable(request -> request.tableName("reset-deletion"));
            run.start();

            awaitReadAgain();
            run.assertExact(ORDERS);
            assertThat(dynamoDb.listTables().tableNames()).contains("reset-deletion");
        }
    }

    private static long recognisedBefore;

    private static void landAllAndStop(final Run run) throws SQLException {
        run.start();
        run.produce(ORDERS);
        run.assertExact(ORDERS);
        run.stop();
        recognisedBefore = recognised();
    }

    /** Every record went through PutSnowflake once more and was found in the table. */
    private static void awaitReadAgain() {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> recognised() - recognisedBefore == ORDERS);
    }

    private static long recognised() {
        return Shardflow.connector().counter("PutSnowflake", "Rows Recognised");
    }
}
