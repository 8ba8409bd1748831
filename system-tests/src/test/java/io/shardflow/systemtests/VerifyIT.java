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

import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.connector.Connector;
import io.shardflow.localstack.connector.LocalParameters;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.localstack.nifi.Verification;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The button Verify of a real NiFi, by its REST API: a set-up that is right, then broken in one place after the other. */
@Tag("long")
@ExtendWith(Shardflow.class)
class VerifyIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FIT = "Fit to start";

    @Test
    void theConsumerSaysWhetherItCouldStartAndWhatIsInTheWay() throws SQLException {
        final Connector connector = Shardflow.connector();
        try (Run run = Run.of("verified");
                FaultProxy kinesis = FaultProxy.before(Shardflow.stack().endpoint(Part.KINESIS));
                FaultProxy dynamoDb = FaultProxy.before(Shardflow.stack().endpoint(Part.DYNAMODB));
                DynamoDbClient tables = Shardflow.stack().dynamoDbClient()) {
            assertFit(connector, "stream/verified", "4 open shards", "reading begins at the Initial Stream Position");
            assertThat(tables.listTables().tableNames()).doesNotContain("verified");

            run.start();
            run.produce(200);
            run.assertExact(200);
            run.stop();
            assertFit(connector, "Initial Stream Position is ignored");

            connector.set(Map.of("AWS Kinesis Stream Name", "nobodys"));
            assertBroken(connector, "Stream", "there is no stream \"nobodys\"", "Correct the name or the region");
            connector.set(Map.of("AWS Kinesis Stream Name", "verified"));

            connector.set(Map.of("AWS Kinesis Region", "eu-west-1"));
            assertBroken(connector, "Stream", "in Region eu-west-1");
            connector.set(Map.of("AWS Kinesis Region", LocalAws.REGION.id()));

            // an account that has no such stream
            connector.set(Map.of("AWS Access Key ID", "999999999999"));
            assertBroken(connector, "Stream", "for these credentials");
            connector.set(Map.of("AWS Access Key ID", LocalAws.ACCESS_KEY));

            LocalAws.createTable(tables, "of-another-kind", "id");
            connector.set(Map.of("AWS Kinesis Application Name", "of-another-kind"));
            assertBroken(connector, "State table", "key [id] instead of [leaseKey]", "Set Application Name");
            connector.set(Map.of("AWS Kinesis Application Name", "verified"));

            connector.set(Map.of(
                    "AWS Kinesis Endpoint Override", kinesis.uri().toString(),
                    "AWS DynamoDB Endpoint Override", dynamoDb.uri().toString()));
            kinesis.on("GetRecords", denied("kinesis:GetRecords"));
            assertBroken(connector, "kinesis:GetRecords", "AWS denies kinesis:GetRecords on arn:", "IAM policy");
            kinesis.clear();
            dynamoDb.on("PutItem", denied("dynamodb:PutItem"));
            assertBroken(connector, "dynamodb:PutItem", "AWS denies dynamodb:PutItem on arn:", "IAM policy");
            dynamoDb.clear();

            kinesis.refuseConnections();
            assertBroken(connector, "Call Kinesis", "cannot be reached", "Kinesis Endpoint Override URL");
            kinesis.clear();
            dynamoDb.on(FaultProxy.EVERY, new Fault.Silence());
            assertBroken(connector, "Call DynamoDB", "does not answer", "DynamoDB Endpoint Override URL");
        } finally {
            // none of Snowflake's, which an enabled connection pool does not allow to change
            connector.set(LocalParameters.ofStack(Shardflow.stack()).entrySet().stream()
                    .filter(parameter -> parameter.getKey().startsWith("AWS "))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
        }
    }

    private static void assertFit(final Connector connector, final String... says) {
        final List<Verification> steps = verify(connector);
        assertThat(Verification.failed(steps)).as(steps.toString()).isEmpty();
        assertThat(Verification.text(steps, FIT)).isNotEmpty();
        assertThat(steps.toString()).contains(says);
    }

    private static void assertBroken(final Connector connector, final String step, final String... says) {
        final List<Verification> steps = verify(connector);
        assertThat(Verification.failed(steps)).as(steps.toString()).containsExactly(step, FIT);
        assertThat(Verification.text(steps, step)).contains(says);
        assertThat(Verification.text(steps, FIT)).contains("Not fit", step);
    }

    private static Fault denied(final String action) {
        return new Fault.Refusal(
                400,
                "AccessDeniedException",
                "User: arn:aws:iam::000000000000:user/nifi is not authorized to perform: " + action
                        + " because no identity-based policy allows the " + action + " action");
    }

    private static List<Verification> verify(final Connector connector) {
        return Shardflow.nifi()
                .processors()
                .verify(connector.processor(Connector.CONSUMER).id(), LIMIT);
    }
}
