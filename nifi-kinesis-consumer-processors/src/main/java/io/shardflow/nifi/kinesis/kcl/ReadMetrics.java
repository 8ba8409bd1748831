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
package io.shardflow.nifi.kinesis.kcl;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.metrics.MetricsScope;
import software.amazon.kinesis.metrics.MetricsUtil;

/**
 * Completes the client library's counts of what was read, in its own metrics (ProcessTask): it takes an answer for one record
 * without a payload.
 *
 * <p><b>Threading.</b> Any thread.
 */
final class ReadMetrics {

    static final String OPERATION = "ProcessTask";
    static final String RECORDS = "RecordsProcessed";
    static final String BYTES = "DataBytesProcessed";

    private final MetricsFactory metrics;

    ReadMetrics(final MetricsFactory metrics) {
        this.metrics = metrics;
    }

    void read(final String shardId, final List<BufferedRecord> records) {
        final MetricsScope scope = MetricsUtil.createMetricsWithOperation(metrics, OPERATION);
        MetricsUtil.addShardId(scope, shardId);
        scope.addData(RECORDS, records.size() - 1, StandardUnit.COUNT, MetricsLevel.SUMMARY);
        scope.addData(
                BYTES,
                records.stream().mapToLong(BufferedRecord::size).sum(),
                StandardUnit.BYTES,
                MetricsLevel.SUMMARY);
        MetricsUtil.endScope(scope);
    }
}
