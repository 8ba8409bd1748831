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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.PutSnowflake;
import io.shardflow.nifi.snowflake.SnowflakeForTests;
import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.settings.Destination;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import io.shardflow.nifi.snowflake.settings.SinkSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Verify ends by itself, however slow Snowflake is, and says what it did not come to. */
class VerifyTimeTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static final String LATE = "Verify ends after";

    private final Pool pool = new Pool();
    private final SinkSettings settings;

    VerifyTimeTest() throws Exception {
        final TestRunner runner = TestRunners.newTestRunner(PutSnowflake.class);
        runner.addControllerService("pool", pool);
        runner.enableControllerService(pool);
        runner.setProperty(SinkProperties.CONNECTION_POOL, "pool");
        runner.setProperty(SinkProperties.TABLE_NAME, "T");
        runner.setProperty(SinkProperties.DATABASE_NAME, "DEMO_DB");
        runner.setProperty(SinkProperties.SCHEMA_NAME, "PUBLIC");
        settings = SinkSettings.of(runner.getProcessContext());
    }

    /** Something happens before it lends a connection. */
    private static final class Pool extends AbstractControllerService implements DBCPService {

        private Runnable before = () -> {};

        @Override
        public Connection getConnection() {
            before.run();
            try {
                return snowflake.connect();
            } catch (final SQLException e) {
                throw new ProcessException(e);
            }
        }
    }

    private void awaitEnd() {
        await().until(settings.connections()::isStopped);
    }

    private List<String> verify(final Duration total) {
        return new TargetVerification(settings, total)
                .verify(new Destination.Table(TableNames.full("DEMO_DB", "PUBLIC", "T"))).stream()
                        .filter(result -> result.getOutcome() != Outcome.SUCCESSFUL)
                        .map(result -> result.getVerificationStepName() + " " + result.getOutcome() + " "
                                + result.getExplanation())
                        .toList();
    }

    @Test
    void whenTheTimeIsOverNothingMoreIsAsked() {
        pool.before = this::awaitEnd;
        assertThat(verify(Duration.ZERO)).singleElement().asString().contains("Connect SKIPPED", LATE);
    }

    @Test
    void theStepsThatAreLeftAreNeitherGoodNorBad() {
        final int[] lent = {0};
        pool.before = () -> {
            // to the step after Connect and Compute
            if (++lent[0] == 3) {
                settings.connections().stop(Duration.ZERO);
                awaitEnd();
            }
        };
        assertThat(verify(Duration.ofHours(1)))
                .hasSize(3)
                .allSatisfy(step -> assertThat(step).contains("SKIPPED", LATE))
                .satisfiesExactly(
                        step -> assertThat(step).startsWith("Upload "),
                        step -> assertThat(step).startsWith("Create tables "),
                        step -> assertThat(step).startsWith("Check table "));
    }
}
