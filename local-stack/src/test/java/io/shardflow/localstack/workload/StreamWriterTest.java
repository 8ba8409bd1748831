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
package io.shardflow.localstack.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.localstack.LocalStack;
import io.shardflow.localstack.Part;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KmsDisabledException;

/** Each record is in the stream once and its place is known, whatever became of the calls. */
class StreamWriterTest {

    private static LocalStack stack;
    private static FaultProxy proxy;
    private static KinesisClient kinesis;

    private final List<String> notices = new ArrayList<>();
    private final Map<String, String> places = new TreeMap<>();

    @BeforeAll
    static void start() {
        stack = LocalStack.builder().with(Part.KINESIS).start();
        proxy = FaultProxy.before(stack.endpoint(Part.KINESIS));
        kinesis = LocalAws.kinesis(proxy.uri());
    }

    @AfterAll
    static void end() {
        kinesis.close();
        proxy.close();
        stack.close();
    }

    @AfterEach
    void noMoreFaults() {
        proxy.judge(call -> Optional.empty());
        proxy.clear();
    }

    private StreamWriter writer(final String stream) {
        LocalAws.createStream(kinesis, stream, 3);
        return new StreamWriter(kinesis, stream, notices::add);
    }

    /** Records with these numbers; two with one number would be placed twice. */
    private List<StreamWriter.Entry> entries(final int first, final int end) {
        final List<StreamWriter.Entry> entries = new ArrayList<>();
        for (int i = first; i < end; i++) {
            final String text = "record " + i;
            entries.add(new StreamWriter.Entry(
                    "key " + i % 7, text.getBytes(StandardCharsets.UTF_8), (shardId, sequenceNumber) -> assertThat(
                                    places.put(text, shardId + "/" + sequenceNumber))
                            .isNull()));
        }
        return entries;
    }

    private void assertEachOnceAt(final String stream, final int records) {
        final Map<String, String> inStream = new TreeMap<>();
        for (final StreamTail.Found found : new StreamTail(kinesis, stream).after(Map.of())) {
            assertThat(inStream.put(
                            new String(found.data(), StandardCharsets.UTF_8),
                            found.shardId() + "/" + found.sequenceNumber()))
                    .isNull();
        }
        assertThat(inStream).hasSize(records).isEqualTo(places);
    }

    @Test
    void whatACallHasPutWhoseAnswerWasLostIsNotPutAgain() {
        final StreamWriter writer = writer("lost-answer");
        writer.put(entries(0, 20));
        proxy.once("PutRecords", new Fault.Truncation(10));
        writer.put(entries(20, 50));
        writer.put(entries(50, 60));

        assertEachOnceAt("lost-answer", 60);
        assertThat(notices)
                .singleElement()
                .asString()
                .contains("PutRecords of 30 records", "30 of them are in the stream, 0 are put again")
                .doesNotContain("\n");
    }

    @Test
    void whatACallHasNotPutIsPutAgain() {
        final StreamWriter writer = writer("lost-call");
        proxy.once("PutRecords", new Fault.HangUp());
        writer.put(entries(0, 30));

        assertEachOnceAt("lost-call", 30);
        assertThat(notices).singleElement().asString().contains("0 of them are in the stream, 30 are put again");
    }

    @Test
    void aStreamThatCannotBeReadBackAtOnceIsReadLater() {
        final StreamWriter writer = writer("deaf");
        proxy.once("PutRecords", new Fault.Truncation(10));
        proxy.once("ListShards", new Fault.HangUp());
        proxy.once("GetRecords", new Fault.HangUp());
        writer.put(entries(0, 5));

        assertEachOnceAt("deaf", 5);
    }

    @Test
    void aRefusalIsNoUnknownOutcome() {
        final StreamWriter writer = writer("refused");
        proxy.once("PutRecords", new Fault.Refusal(400, "KMSDisabledException", "the key is disabled"));
        assertThatThrownBy(() -> writer.put(entries(0, 5))).isInstanceOf(KmsDisabledException.class);
        assertThat(notices).isEmpty();
    }

    @Test
    void aCallHasNoMoreBytesThanKinesisTakes() {
        final StreamWriter writer = writer("large");
        final AtomicInteger largest = new AtomicInteger();
        proxy.judge(call -> {
            largest.accumulateAndGet(call.body().length, Math::max);
            return Optional.empty();
        });
        final byte[] megabyte = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        final AtomicInteger placed = new AtomicInteger();
        final List<StreamWriter.Entry> entries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            entries.add(new StreamWriter.Entry("key " + i, megabyte, (shardId, number) -> placed.incrementAndGet()));
        }
        writer.put(entries);
        assertThat(placed).hasValue(6);
        assertThat(largest).hasValueBetween(4_000_000, 5_000_000);
    }
}
