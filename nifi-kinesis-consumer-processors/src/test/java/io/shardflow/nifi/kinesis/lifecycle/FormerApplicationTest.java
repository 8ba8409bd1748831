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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import io.shardflow.nifi.kinesis.settings.AwsProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerProperties;
import io.shardflow.nifi.kinesis.settings.ConsumerSettings;
import java.io.IOException;
import java.util.List;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;

class FormerApplicationTest {

    private final MockStateManager state = new MockStateManager(new ConsumeKinesisStream());
    private final MockComponentLog log = new MockComponentLog("id", this);

    @Test
    void aFirstStartSaysNothingAndNeitherDoesOneUnderTheSameName() {
        start("orders-app");
        start("orders-app");
        assertEquals(List.of(), said());
    }

    @Test
    void anotherNameSaysOnceWhichTableIsLeftAndHowToRemoveIt() {
        start("orders-app");
        start("orders-app-2");
        start("orders-app-2");
        assertEquals(1, said().size());
        assertTrue(said().getFirst().contains("The DynamoDB table \"orders-app\" is left untouched"), said()::toString);
        assertTrue(
                said().getFirst().endsWith("aws dynamodb delete-table --table-name orders-app --region eu-central-1"),
                said()::toString);
    }

    @Test
    void theWorkerIdStaysBesideTheName() throws IOException {
        final String id = new WorkerId(state).get();
        start("orders-app");
        assertEquals(id, new WorkerId(state).get());
        new WorkerId(state).renew();
        assertEquals("orders-app", state.getState(Scope.LOCAL).get(FormerApplication.APPLICATION));
        assertEquals("orders", state.getState(Scope.LOCAL).get(FormerApplication.STREAM));
    }

    @Test
    void aStateThatCannotBeWrittenStopsNothingAndIsSaid() {
        start("orders-app");
        state.setFailOnStateSet(Scope.LOCAL, true);
        start("orders-app-2");
        assertEquals(List.of(), said());
        assertEquals(1, log.getWarnMessages().size());
    }

    private void start(final String application) {
        final TestRunner runner = TestRunners.newTestRunner(ConsumeKinesisStream.class);
        runner.setProperty(ConsumerProperties.STREAM_NAME, "orders");
        runner.setProperty(ConsumerProperties.APPLICATION_NAME, application);
        runner.setProperty(AwsProperties.REGION, "eu-central-1");
        new FormerApplication(state, ConsumerSettings.of(runner.getProcessContext()), log).replace();
    }

    private List<String> said() {
        return log.getInfoMessages().stream().map(LogMessage::getMsg).toList();
    }
}
