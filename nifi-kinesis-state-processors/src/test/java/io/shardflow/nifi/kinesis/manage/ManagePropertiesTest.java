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
package io.shardflow.nifi.kinesis.manage;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import java.util.List;
import java.util.Map;
import org.apache.nifi.components.ValidationResult;
import org.apache.nifi.util.MockProcessContext;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManagePropertiesTest {

    private final TestRunner runner = TestRunners.newTestRunner(ManageKinesisState.class);

    @BeforeEach
    void set() {
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, "orders-app");
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
    }

    private List<String> problems() {
        return ((MockProcessContext) runner.getProcessContext())
                .validate().stream()
                        .filter(result -> !result.isValid())
                        .map(ValidationResult::toString)
                        .toList();
    }

    @Test
    void describesWithTheDefaultsAndChangesNothing() {
        assertThat(problems()).isEmpty();
        assertThat(runner.getProcessContext()
                        .getProperty(ManageProperties.DRY_RUN)
                        .asBoolean())
                .isTrue();
        assertThat(runner.getProcessContext()
                        .getProperty(ManageProperties.ACTION)
                        .getValue())
                .isEqualTo("DESCRIBE");
    }

    @Test
    void theArnOfAStreamIsOfTheRegion() {
        runner.setProperty(ConsumerProperties.STREAM_NAME, "arn:aws:kinesis:us-east-1:123456789012:stream/orders");
        assertThat(problems()).singleElement().asString().contains("Region").contains("us-east-1");
        runner.setProperty(AwsProperties.REGION, "us-east-1");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aRewindNeedsToSayWhereTo() {
        runner.setProperty(ManageProperties.ACTION, "REWIND");
        assertThat(problems()).singleElement().asString().contains("Rewind To");
    }

    @Test
    void aRewindToTheLedgerNeedsAConnectionPool() {
        runner.setProperty(ManageProperties.ACTION, "REWIND");
        runner.setProperty(ManageProperties.REWIND_TO, "LEDGER");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("Connection Pool")
                .contains("rewind to the ledger");
    }

    @Test
    void aShardIsRewoundToASequenceNumberOrAnExpression() {
        runner.setProperty(ManageProperties.ACTION, "REWIND");
        runner.setProperty(ManageProperties.REWIND_TO, "SEQUENCE_NUMBER");
        runner.setProperty(ManageProperties.SHARD_ID, "shardId-000000000000");
        runner.setProperty(ManageProperties.SEQUENCE_NUMBER, "half past three");
        assertThat(problems()).singleElement().asString().contains("decimal digits");
        runner.setProperty(ManageProperties.SEQUENCE_NUMBER, "${aws.kinesis.first.sequence.number}");
        assertThat(problems()).isEmpty();
    }

    @Test
    void aTimeHasAZone() {
        runner.setProperty(ManageProperties.ACTION, "REWIND");
        runner.setProperty(ManageProperties.REWIND_TO, "TIMESTAMP");
        runner.setProperty(ManageProperties.TIMESTAMP, "2026-01-31T08:00:00");
        assertThat(problems()).singleElement().asString().contains("with zone");
        runner.setProperty(ManageProperties.TIMESTAMP, "+999999999-12-31T23:59:59Z");
        assertThat(problems()).singleElement().asString().contains("with zone");
        runner.setProperty(ManageProperties.TIMESTAMP, "${from}");
        assertThat(problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "12a", "-5", "00049", "TRIM_HORIZON", "SHARD_END", " "})
    void anExpressionThatGivesNoSequenceNumberIsRefused(final String text) {
        runner.setProperty(ManageProperties.ACTION, "REWIND");
        runner.setProperty(ManageProperties.REWIND_TO, "SEQUENCE_NUMBER");
        runner.setProperty(ManageProperties.SHARD_ID, "shardId-000000000000");
        runner.setProperty(ManageProperties.SEQUENCE_NUMBER, "${number}");

        assertRefused(Map.of("number", text), "Sequence Number: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"garbage", "+999999999-12-31T23:59:59Z", "-999999999-12-31T23:59:59Z", "99999999999999999999"})
    void anExpressionThatGivesNoTimeIsRefused(final String text) {
        runner.setProperty(ManageProperties.ACTION, "REWIND");
        runner.setProperty(ManageProperties.REWIND_TO, "TIMESTAMP");
        runner.setProperty(ManageProperties.TIMESTAMP, "${from}");

        assertRefused(Map.of("from", text), "Timestamp: ");
    }

    private void assertRefused(final Map<String, String> attributes, final String reason) {
        runner.enqueue("", attributes);
        runner.run();
        assertThat(runner.getFlowFilesForRelationship(ManageKinesisState.FAILURE))
                .singleElement()
                .satisfies(flowFile -> assertThat(flowFile.getAttribute(ManageKinesisState.REASON_ATTRIBUTE))
                        .startsWith(reason));
    }

    @Test
    void aNameThatIsNoneIsExplained() {
        runner.setProperty(ManageProperties.SCHEMA_NAME, "two words");
        assertThat(problems())
                .singleElement()
                .asString()
                .contains("Schema Name")
                .contains("double quotes");
    }
}
