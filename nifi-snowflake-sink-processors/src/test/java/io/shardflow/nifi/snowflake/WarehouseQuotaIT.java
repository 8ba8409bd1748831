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

import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.time.Duration;
import java.util.List;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A resource monitor lets the warehouse run no more: no record is to blame for that, whatever SQLState the error has. */
class WarehouseQuotaIT {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @AfterEach
    void within() throws Exception {
        quotaIsExceeded(false);
    }

    private static void quotaIsExceeded(final boolean exceeded) throws Exception {
        snowflake.control("{\"warehouseOverQuota\":" + exceeded + "}");
    }

    @ParameterizedTest
    @EnumSource
    void recordsWaitForTheWarehouseAndLandOnce(final DeliveryGuarantee guarantee) throws Exception {
        final String table = "QUOTA_" + guarantee;
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.DELIVERY_GUARANTEE, guarantee.name());
        runner.enqueue(Records.records(1, 0, 4));
        runner.run(1, false, true);
        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);

        quotaIsExceeded(true);
        for (int i = 1; i <= 3; i++) {
            runner.enqueue(Records.records(1, i * 10, i * 10 + 4));
        }
        assertWaitsAndLandsOnce(runner, table, 3, 20);
    }

    @Test
    void whatWasRejectedWaitsForTheErrorTableToo() throws Exception {
        final TestRunner target = snowflake.runner("QUOTA_TARGET");
        target.enqueue("secret\n" + Records.record(1, 1, "\"id\":1,\"id\":2"));
        target.run();
        final MockFlowFile rejected =
                target.getFlowFilesForRelationship(PutSnowflake.REJECTED).getFirst();

        final TestRunner errors = snowflake.runner("QUOTA_ERRORS");
        quotaIsExceeded(true);
        errors.enqueue(rejected.getData(), rejected.getAttributes());
        errors.run(1, false, true);
        assertWaitsAndLandsOnce(errors, "QUOTA_ERRORS", 1, 2);
    }

    private static void assertWaitsAndLandsOnce(
            final TestRunner runner, final String table, final int flowFiles, final long rows) throws Exception {
        final int before =
                runner.getFlowFilesForRelationship(PutSnowflake.SUCCESS).size();
        for (int i = 0; i < 3; i++) {
            runner.run(1, false, false);
        }
        assertThat(runner.getQueueSize().getObjectCount()).isEqualTo(flowFiles);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        assertThat(runner.getLogger().getErrorMessages())
                .extracting(LogMessage::getMsg)
                .singleElement()
                .asString()
                .contains("until somebody acts", "090073", "resource monitor", "'Warehouse' of the connection pool")
                .doesNotContain("SHARDFLOW_GUARD");
        assertThat(runner.getLogger().getWarnMessages()).isEmpty();

        quotaIsExceeded(false);
        final long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!runner.isQueueEmpty() && System.nanoTime() < deadline) {
            runner.run(1, false, false);
        }
        runner.stop();
        runner.assertTransferCount(PutSnowflake.SUCCESS, before + flowFiles);
        runner.assertTransferCount(PutSnowflake.REJECTED, 0);
        runner.assertTransferCount(PutSnowflake.FAILURE, 0);
        assertThat(snowflake.count(table)).isEqualTo(rows);
        assertThat(List.of(snowflake.query("SELECT COUNT(DISTINCT KINESISMETADATA:shardId::VARCHAR || ' ' ||"
                        + " KINESISMETADATA:sequenceNumber::VARCHAR) FROM " + table)))
                .containsExactly(List.of(Long.toString(rows)));
    }
}
