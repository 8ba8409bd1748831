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
package io.shardflow.benchmarks.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardflow.benchmarks.stream.RecordKind;
import io.shardflow.benchmarks.stream.SequenceNumbers;
import io.shardflow.benchmarks.stream.StreamShape;
import io.shardflow.localstack.aws.LocalAws;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Asked by the SDK's own client, in CBOR. */
class ReplayServerTest {

    private static final String SHARD = "shardId-000000000002";

    private ReplayServer server;
    private KinesisClient kinesis;

    @BeforeEach
    void start() throws IOException {
        server = ReplayServer.start(0);
        kinesis = LocalAws.kinesis(endpoint());
    }

    @AfterEach
    void close() throws IOException {
        kinesis.close();
        server.close();
    }

    private URI endpoint() throws IOException {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    @ParameterizedTest
    @EnumSource
    void eachRecordOfAShardComesOnceInOrderWithItsPayload(final RecordKind kind) throws Exception {
        final StreamShape stream = new StreamShape(3, 4, 50, 300, kind, "a");
        assertExact(stream, 0, read(stream, ShardIteratorType.TRIM_HORIZON, null, 10_000));
        assertThat(progress(stream)).isEqualTo(200);
    }

    @Test
    void goesOnAfterACheckpointInTheMiddleOfAnAnswer() {
        final StreamShape stream = new StreamShape(3, 4, 50, 300, RecordKind.ASCII, "a");
        assertExact(stream, 76, read(stream, ShardIteratorType.AFTER_SEQUENCE_NUMBER, SequenceNumbers.of(75), 10_000));
        assertExact(stream, 75, read(stream, ShardIteratorType.AT_SEQUENCE_NUMBER, SequenceNumbers.of(75), 10_000));
    }

    @Test
    void givesNoMoreRecordsThanAreAskedFor() {
        final StreamShape stream = new StreamShape(3, 2, 50, 300, RecordKind.ASCII, "a");
        assertExact(stream, 0, read(stream, ShardIteratorType.TRIM_HORIZON, null, 7));
    }

    @Test
    void coversAllKeysWithItsShards() {
        final List<Shard> shards = kinesis.listShards(
                        request -> request.streamName(new StreamShape(3, 1, 1, 200, RecordKind.ASCII, "a").name()))
                .shards();
        assertThat(shards).hasSize(3);
        assertThat(shards.getFirst().hashKeyRange().startingHashKey()).isEqualTo("0");
        assertThat(shards.getLast().hashKeyRange().endingHashKey())
                .isEqualTo("340282366920938463463374607431768211455");
        assertThat(shards.getLast().shardId()).isEqualTo(SHARD);
    }

    @Test
    void describesAStreamByItsNameAndKnowsNoOther() {
        final StreamShape stream = new StreamShape(3, 1, 1, 200, RecordKind.ASCII, "a");
        assertThat(kinesis.describeStreamSummary(request -> request.streamName(stream.name()))
                        .streamDescriptionSummary()
                        .streamCreationTimestamp())
                .isBetween(Instant.now().minus(3, ChronoUnit.HOURS), Instant.now());
        assertThatThrownBy(() -> kinesis.describeStreamSummary(request -> request.streamName("orders")))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("orders");
    }

    @Test
    void answersInJsonWhoAsksInJson() throws Exception {
        final StreamShape stream = new StreamShape(1, 1, 1, 200, RecordKind.ASCII, "a");
        final String answer =
                call("GetRecords", "{\"ShardIterator\":\"%s\"}".formatted(new ShardIterator(stream, 0, 0).text()));
        assertThat(answer)
                .startsWith("{\"NextShardIterator\":\"" + new ShardIterator(stream, 0, 1).text() + "\"")
                .contains("\"SequenceNumber\":\"" + SequenceNumbers.of(0) + "\"", "\"Data\":\"eyJpZCI6")
                .endsWith("]}");
        assertThat(call("PutRecord", "{}")).contains("UnknownOperationException");
    }

    private List<Record> read(
            final StreamShape stream, final ShardIteratorType type, final String number, final int limit) {
        final List<Record> records = new ArrayList<>();
        String iterator = kinesis.getShardIterator(request -> request.streamName(stream.name())
                        .shardId(SHARD)
                        .shardIteratorType(type)
                        .startingSequenceNumber(number))
                .shardIterator();
        GetRecordsResponse answer;
        do {
            final String next = iterator;
            answer = kinesis.getRecords(request -> request.shardIterator(next).limit(limit));
            assertThat(answer.records()).hasSizeLessThanOrEqualTo(limit);
            records.addAll(answer.records());
            iterator = answer.nextShardIterator();
        } while (answer.millisBehindLatest() > 0);
        final String last = iterator;
        assertThat(kinesis.getRecords(request -> request.shardIterator(last)).records())
                .isEmpty();
        return records;
    }

    private static void assertExact(final StreamShape stream, final int first, final List<Record> records) {
        assertThat(records).hasSize((int) stream.shardRecords() - first);
        for (int i = 0; i < records.size(); i++) {
            final Record record = records.get(i);
            assertThat(record.sequenceNumber()).isEqualTo(SequenceNumbers.of(first + i));
            assertThat(record.data().asByteArray()).isEqualTo(stream.payload(stream.payloadNumber(first + i)));
            assertThat(record.approximateArrivalTimestamp())
                    .isBetween(Instant.now().minus(1, ChronoUnit.HOURS), Instant.now());
        }
    }

    private String call(final String operation, final String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(endpoint())
                .header("X-Amz-Target", "Kinesis_20131202." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private long progress(final StreamShape stream) throws IOException, InterruptedException {
        return Long.parseLong(send(HttpRequest.newBuilder(endpoint().resolve("/progress/" + stream.name()))));
    }

    private static String send(final HttpRequest.Builder request) throws IOException, InterruptedException {
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }
}
