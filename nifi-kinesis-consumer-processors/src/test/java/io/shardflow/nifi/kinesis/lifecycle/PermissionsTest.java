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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.Call;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The forms of ARNs are those of the Service Authorization Reference for Kinesis Data Streams and for DynamoDB. */
class PermissionsTest {

    private static final String TABLES = "arn:aws:dynamodb:eu-central-1:123456789012:table/";

    private final Permissions permissions = new Permissions(
            StatePreparationTest.access(new CredentialsSource.DefaultChain()),
            Optional.of("arn:aws:kinesis:eu-central-1:123456789012:stream/orders"));

    @Test
    void aCallOnTheTableIsNamedWithItsArnAndTheWayBackFromANewName() {
        final String text = dynamoDb("CreateTable", "app");
        assertSays(text, "AWS denies dynamodb:CreateTable on " + TABLES + "app: no.");
        assertSays(text, "the table of Application Name \"app\", its index");
        assertSays(text, "set the old name back");
        assertSays(text, "docs/iam.md");
        assertFalse(text.contains("Stream Name"), text);
    }

    @Test
    void aQueryIsAllowedOnTheIndex() {
        assertSays(dynamoDb("Query", "app"), "dynamodb:Query on " + TABLES + "app/index/LeaseOwnerToLeaseKeyIndex:");
    }

    @Test
    void aTableOfAnOlderLibraryIsNamedWithTheReasonWhyItIsAskedFor() {
        final String text = dynamoDb("DescribeTable", "app-CoordinatorState");
        assertSays(text, "dynamodb:DescribeTable on " + TABLES + "app-CoordinatorState:");
        assertSays(text, "older client libraries");
        assertFalse(dynamoDb("DescribeTable", "app").contains("older client libraries"));
    }

    @Test
    void theDeletionOfATableIsAllowedOnAllThreeNames() {
        for (final String table : List.of("app", "app-CoordinatorState", "app-WorkerMetricStats")) {
            final String text = dynamoDb("DeleteTable", table);
            assertSays(text, "dynamodb:DeleteTable on " + TABLES + table + ":");
            assertSays(text, "for DeleteTable, the tables app, app-CoordinatorState and app-WorkerMetricStats");
            assertFalse(text.contains("older client libraries"), text);
            assertFalse(text.contains("its index"), text);
        }
    }

    @Test
    void readsOfManyShardsAreOneActionOnTheStream() {
        final List<Call> calls = List.of(
                new Call(Call.KINESIS, "GetRecords", "shardId-000000000000"),
                new Call(Call.KINESIS, "GetRecords", "shardId-000000000001"));
        final String text = permissions.denied(calls, "no");
        assertSays(
                text, "AWS denies kinesis:GetRecords on arn:aws:kinesis:eu-central-1:123456789012:stream/orders: no.");
        assertSays(text, "Stream Name \"orders\"");
        assertFalse(text.contains("Application Name"), text);
    }

    @Test
    void theConsumerOfFanOutIsNamedWithTheApplication() {
        final String text = permissions.denied(
                List.of(
                        new Call(Call.KINESIS, "SubscribeToShard", "shardId-000000000000"),
                        new Call(Call.KINESIS, "SubscribeToShard", "shardId-000000000001")),
                "no");
        assertSays(
                text,
                "AWS denies kinesis:SubscribeToShard on"
                        + " arn:aws:kinesis:eu-central-1:123456789012:stream/orders/consumer/app:*: no.");
        assertSays(text, "the consumer of Application Name \"app\"");
        assertSays(
                permissions.denied(List.of(new Call(Call.KINESIS, "RegisterStreamConsumer", "orders")), "no"),
                "kinesis:RegisterStreamConsumer on arn:aws:kinesis:eu-central-1:123456789012:stream/orders: no.");
    }

    @Test
    void streamAndTableAreBothToBeNamedWhenBothAreDenied() {
        final String text = permissions.denied(
                List.of(
                        new Call(Call.DYNAMODB, "UpdateItem", "app"),
                        new Call(Call.KINESIS, "GetRecords", "shardId-000000000000")),
                "Access denied");
        assertSays(text, "dynamodb:UpdateItem on " + TABLES + "app, kinesis:GetRecords on arn:aws:kinesis:");
        assertSays(text, "Application Name \"app\"");
        assertSays(text, "Stream Name \"orders\"");
    }

    @Test
    void theAccountIsTheCallersWhileTheStreamIsNotKnownAndAPlaceholderWhenAwsDoesNotNameTheCaller() {
        final Permissions unknown =
                new Permissions(StatePreparationTest.access(new CredentialsSource.DefaultChain()), Optional.empty());
        final List<Call> calls = List.of(new Call(Call.KINESIS, "DescribeStreamSummary", "orders"));
        assertSays(
                unknown.denied(calls, "User: arn:aws:sts::210987654321:assumed-role/nifi/i-1 is not authorized"),
                "on arn:aws:kinesis:eu-central-1:210987654321:stream/orders:");
        assertSays(unknown.denied(calls, "no"), "on arn:aws:kinesis:eu-central-1:ACCOUNT:stream/orders:");
    }

    @Test
    void aStreamOfAnotherAccountIsNamedWithItsOwnAndTheTableWithTheCallers() {
        final String arn = "arn:aws:kinesis:eu-central-1:999999999999:stream/orders";
        final Permissions other = new Permissions(
                new AwsAccess(
                        StreamReference.parse(arn).orElseThrow(),
                        "app",
                        "eu-central-1",
                        new CredentialsSource.DefaultChain(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.of(arn));
        final String stream = other.denied(List.of(new Call(Call.KINESIS, "ListShards", "orders")), "no");
        assertSays(stream, "AWS denies kinesis:ListShards on " + arn + ": no.");
        assertSays(
                stream,
                "Stream Name \"" + arn + "\". If that is of another account, its own policy must allow it too.");
        final List<Call> table = List.of(new Call(Call.DYNAMODB, "Scan", "app"));
        assertSays(
                other.denied(table, "User: arn:aws:iam::123456789012:user/nifi is not authorized"),
                "AWS denies dynamodb:Scan on " + TABLES + "app: ");
        assertSays(other.denied(table, "no"), "on arn:aws:dynamodb:eu-central-1:ACCOUNT:table/app: no.");
    }

    @Test
    void whatIsNotKnownIsNotNamed() {
        final String text = permissions.denied(List.of(), "User: u is not authorized to perform: kinesis:ListShards");
        assertSays(text, "AWS denies access: User: u is not authorized to perform: kinesis:ListShards.");
        assertSays(text, "Application Name \"app\"");
        assertSays(text, "Stream Name \"orders\"");
    }

    private String dynamoDb(final String operation, final String table) {
        return permissions.denied(List.of(new Call(Call.DYNAMODB, operation, table)), "no");
    }

    private static void assertSays(final String text, final String part) {
        assertTrue(text.contains(part), () -> part + " is missing in: " + text);
    }
}
