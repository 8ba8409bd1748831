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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.Records;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.checkpoint.ShardRecordProcessorCheckpointer;
import software.amazon.kinesis.leases.LeaseStatsRecorder;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.lifecycle.ProcessTask;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.metrics.MetricsScope;
import software.amazon.kinesis.processor.Checkpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.ThrottlingReporter;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/** What the client library's own task makes of answers that are one record each. */
class AnswersInTheLibraryTest {

    private static final ShardInfo SHARD =
            new ShardInfo("shardId-000000000000", "token", List.of(), ExtendedSequenceNumber.TRIM_HORIZON);

    private final List<KinesisClientRecord> delivered = new ArrayList<>();
    private final List<ExtendedSequenceNumber> written = new ArrayList<>();
    private final Map<String, Double> measured = new HashMap<>();
    private final Checkpointer table = (Checkpointer) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Checkpointer.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("setCheckpoint")) {
                    written.add((ExtendedSequenceNumber) arguments[1]);
                }
                return null;
            });
    private final ShardRecordProcessorCheckpointer checkpointer = new ShardRecordProcessorCheckpointer(SHARD, table);

    @BeforeEach
    void beginAt17() {
        checkpointer.setInitialCheckpointValue(new ExtendedSequenceNumber("17", 0L));
        checkpointer.largestPermittedCheckpointValue(new ExtendedSequenceNumber("17", 0L));
    }

    @Test
    void anAnswerIsDeliveredAsOneRecord() {
        assertNull(process(Records.records(18, 30)));
        assertEquals(1, delivered.size());
        assertEquals("29", delivered.getFirst().sequenceNumber());
    }

    @Test
    void everyPositionOfTheAnswerCanBeCheckpointedInItsOrderAndNoneBehindIt() throws Exception {
        process(Records.records(18, 30));
        checkpointer.checkpoint("18", 0);
        checkpointer.checkpoint("25", 0);
        assertThrows(IllegalArgumentException.class, () -> checkpointer.checkpoint("24", 0));
        checkpointer.checkpoint("29", 0);
        assertThrows(IllegalArgumentException.class, () -> checkpointer.checkpoint("29", 1));
        assertThrows(IllegalArgumentException.class, () -> checkpointer.checkpoint("30", 0));
        assertEquals(3, written.size());
    }

    @Test
    void aCheckpointInTheMiddleOfAnAnswerKeepsNoneOfTheLaterOnesFromBeingDelivered() throws Exception {
        process(Records.records(18, 30));
        checkpointer.checkpoint("20", 0);
        process(Records.records(30, 40));
        assertEquals(2, delivered.size());
        checkpointer.checkpoint("39", 0);
    }

    @Test
    void userRecordsOfAnAggregatedRecordAtTheEndOfAnAnswerCanBeCheckpointed() throws Exception {
        final BufferedRecord plain = Records.record(18, "packed");
        process(List.of(new BufferedRecord(
                new Position("18", 2),
                plain.partitionKey(),
                plain.arrivalMillis(),
                plain.payload(),
                Optional.empty())));
        checkpointer.checkpoint("18", 1);
        checkpointer.checkpoint("18", 2);
        assertThrows(IllegalArgumentException.class, () -> checkpointer.checkpoint("18", 3));
    }

    @Test
    void anAnswerWithoutRecordsIsNotDeliveredAndMovesNothing() {
        assertNull(process(List.of()));
        assertEquals(List.of(), delivered);
        assertEquals("17", checkpointer.largestPermittedCheckpointValue().sequenceNumber());
    }

    @Test
    void recordsAndBytesAreCountedAsIfEachRecordHadGoneThroughTheLibrary() {
        final List<BufferedRecord> answer = Records.records(18, 30);
        process(answer);
        new ReadMetrics(metrics()).read(SHARD.shardId(), answer);
        assertEquals(12, measured.get(ReadMetrics.RECORDS));
        assertEquals(120, measured.get(ReadMetrics.BYTES));
    }

    private Exception process(final List<BufferedRecord> records) {
        final Answer answer = Answer.of(records, 5L, "next");
        assertFalse(answer.isShardEnd());
        return new ProcessTask(
                        SHARD,
                        processor(),
                        checkpointer,
                        0,
                        true,
                        null,
                        new ThrottlingReporter(1, SHARD.shardId()),
                        answer.toProcessRecordsInput(),
                        false,
                        0,
                        new AggregatorUtil(),
                        metrics(),
                        null,
                        new LeaseStatsRecorder(1L, System::nanoTime))
                .call()
                .getException();
    }

    private MetricsFactory metrics() {
        return () -> (MetricsScope) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {MetricsScope.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("addData")) {
                        measured.merge((String) arguments[0], (Double) arguments[1], Double::sum);
                    }
                    return null;
                });
    }

    private ShardRecordProcessor processor() {
        return new ShardRecordProcessor() {
            @Override
            public void initialize(final InitializationInput input) {}

            @Override
            public void processRecords(final ProcessRecordsInput input) {
                delivered.addAll(input.records());
            }

            @Override
            public void leaseLost(final LeaseLostInput input) {}

            @Override
            public void shardEnded(final ShardEndedInput input) {}

            @Override
            public void shutdownRequested(final ShutdownRequestedInput input) {}
        };
    }
}
