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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** NiFi shows five bulletins of a component: many FlowFiles that have one trouble are one, and another trouble is another. */
class BulletinsTest {

    private static final int FLOW_FILES = 30;

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static List<String> said(final TestRunner runner) {
        return Stream.of(
                        runner.getLogger().getErrorMessages(),
                        runner.getLogger().getWarnMessages())
                .flatMap(List::stream)
                .map(LogMessage::getMsg)
                .toList();
    }

    @Test
    void flowFilesThatFailForOneReasonAreOneWithTheirNumber() throws Exception {
        final TestRunner runner = snowflake.runner("AMBIGUOUS");
        for (int number = 0; number < FLOW_FILES; number++) {
            final String lines = "\n".repeat(number);
            runner.enqueue(lines + Records.record(1, number) + "\n" + Records.record(1, number, "\"id\":-1"));
        }
        runner.run();

        runner.assertAllFlowFilesTransferred(PutSnowflake.FAILURE, FLOW_FILES);
        assertThat(said(runner))
                .singleElement()
                .asString()
                .contains("30 FlowFiles for table", "AMBIGUOUS", "went to failure", "occurs again");
    }

    @Test
    void recordsThatAreRejectedForOneReasonAreOneWithTheirNumber() throws Exception {
        final TestRunner runner = snowflake.runner("REJECTING");
        for (int number = 0; number < FLOW_FILES; number++) {
            runner.enqueue(Records.record(1, number) + "\nno record");
        }
        runner.run();

        runner.assertTransferCount(PutSnowflake.REJECTED, FLOW_FILES);
        assertThat(said(runner))
                .singleElement()
                .asString()
                .contains("30 records for table", "REJECTING", "went to rejected");
    }

    @Test
    void flowFilesWithoutATableAreOneWithTheirNumber() throws Exception {
        final TestRunner runner = snowflake.runner("${table}");
        for (int number = 0; number < FLOW_FILES; number++) {
            runner.enqueue(Records.record(1, number), Map.of("table", "no name"));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            runner.run(
                    1,
                    false,
                    runner.getFlowFilesForRelationship(PutSnowflake.FAILURE).isEmpty());
            return runner.isQueueEmpty();
        });

        runner.assertAllFlowFilesTransferred(PutSnowflake.FAILURE, FLOW_FILES);
        assertThat(said(runner))
                .singleElement()
                .asString()
                .contains("30 FlowFiles for no table", "'no name' is not a name");
    }

    /** Both wait for somebody who acts, and who acts has to learn of both. */
    @Test
    void whatIsMissingNextIsSaidAtOnce() throws Exception {
        snowflake.execute("CREATE TABLE STEPWISE (ID NUMBER(38,0))");
        final TestRunner runner = snowflake.runner("STEPWISE");
        runner.setProperty(ColumnProperties.TABLE_CREATION, "REFUSE");
        runner.enqueue(Records.record(1, 1));
        runner.run(1, false, true);
        assertThat(said(runner)).singleElement().asString().contains("no column for the Kinesis metadata");

        snowflake.execute("DROP TABLE STEPWISE");
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            runner.run(1, false, false);
            return said(runner).size() > 1;
        });
        assertThat(said(runner)).hasSize(2).last().asString().contains("does not exist");
        runner.stop();
    }
}
