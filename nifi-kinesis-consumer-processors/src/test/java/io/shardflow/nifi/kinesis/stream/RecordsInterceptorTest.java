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
package io.shardflow.nifi.kinesis.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.shardflow.nifi.kinesis.cbor.CborWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.KinesisClientBuilder;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** An answer that we take the records from says what it says to the SDK alone. */
class RecordsInterceptorTest {

    private static final GetRecordsRequest REQUEST =
            GetRecordsRequest.builder().shardIterator("iterator").build();
    private static final CborWriter PLAIN = new CborWriter(false, 0, 0);
    private static final String CBOR = "application/x-amz-cbor-1.1";

    private final MockComponentLog log = new MockComponentLog("id", this);
    private final Service service = new Service();
    private final RecordsInterceptor interceptor = new RecordsInterceptor(log);
    private final KinesisClient sdk = client().build();
    private final KinesisClient ours = client(interceptor);

    @Property(tries = 500)
    void saysWhatItSaysToTheSdk(
            @ForAll("answers") final Map<String, Object> answer, @ForAll("forms") final CborWriter form) {
        service.answers(200, form.write(answer));
        assertSaysWhatItSaysToTheSdk();
        assertEquals(1, service.calls, "calls for an ordinary answer");
    }

    @Property(tries = 30)
    void saysWhatItSaysToTheSdkOfPayloadsOfAnySize(
            @ForAll @IntRange(max = 1_100_000) final int length,
            @ForAll("forms") final CborWriter form,
            @ForAll final boolean asText,
            @ForAll final Random random) {
        final byte[] payload = new byte[length];
        random.nextBytes(payload);
        final Object data = asText ? Base64.getEncoder().encodeToString(payload) : payload;
        service.answers(200, form.write(Map.of("Records", List.of(record(data), record(data)))));
        assertArrayEquals(
                payload,
                interceptor.getRecords(ours, REQUEST).records().getLast().data().array());
        assertSaysWhatItSaysToTheSdk();
        assertEquals(1, service.calls);
    }

    private void assertSaysWhatItSaysToTheSdk() {
        final GetRecordsResponse whole = sdk.getRecords(REQUEST);
        service.calls = 0;
        final RecordsAnswer parted = interceptor.getRecords(ours, REQUEST);
        assertEquals(withoutEncryption(RecordsAnswer.of(whole)), withoutEncryption(parted));
        assertEquals(
                whole.toBuilder().records(List.of()).build(),
                parted.rest().toBuilder().records(List.of()).build());
    }

    /** Nobody asks for it. */
    private static List<KinesisClientRecord> withoutEncryption(final RecordsAnswer answer) {
        return answer.records().stream()
                .map(record -> record.toBuilder().encryptionType(null).build())
                .toList();
    }

    @Property(tries = 200)
    void failsWhereTheAnswerBreaksOff(
            @ForAll("answers") final Map<String, Object> answer,
            @ForAll("forms") final CborWriter form,
            @ForAll final Random random) {
        final byte[] body = form.write(answer);
        service.answers(200, Arrays.copyOf(body, random.nextInt(body.length)));
        assertThrows(SdkClientException.class, () -> interceptor.getRecords(ours, REQUEST));
        assertEquals(1, service.calls);
    }

    @Test
    void anAnswerThatItIsNotSureOfIsTheSdksAndSoAreTheNextOnes() {
        for (final Map<String, Object> odd : List.<Map<String, Object>>of(
                Map.of("Records", List.of(without("PartitionKey"))),
                Map.of("Records", List.of(record(new byte[2]), with("SequenceNumber", null))),
                Map.of("Records", List.of(with("ApproximateArrivalTimestamp", 1.5))),
                Map.of("Records", List.of(with("ApproximateArrivalTimestamp", 1.7e12f))),
                Map.of("Records", List.of(with("ApproximateArrivalTimestamp", -7)), "NextShardIterator", "next"))) {
            final RecordsInterceptor fresh = new RecordsInterceptor(log);
            final KinesisClient client = client(fresh);
            service.answers(200, PLAIN.write(odd));
            final RecordsAnswer expected = RecordsAnswer.of(sdk.getRecords(REQUEST));
            service.calls = 0;
            assertEquals(expected, fresh.getRecords(client, REQUEST));
            assertEquals(2, service.calls);
            assertEquals(expected, fresh.getRecords(client, REQUEST));
            assertEquals(3, service.calls);
        }
    }

    @Test
    void whatComesTwiceOrBehindTheAnswerIsTheSdksToJudge() {
        final byte[] once = PLAIN.write(Map.of("Records", List.of(record(new byte[2]))));
        service.answers(200, Arrays.copyOf(once, once.length + 1));
        assertEquals(1, interceptor.getRecords(ours, REQUEST).records().size());
        assertEquals(2, service.calls);
        final byte[] fieldTwice = PLAIN.write(Map.of("Records", List.of(with("PartitionKex", "other"))));
        final int last = new String(fieldTwice, ISO_8859_1).indexOf("PartitionKex") + "PartitionKe".length();
        fieldTwice[last] = 'y';
        assertJudgedByTheSdk(fieldTwice);
    }

    @Test
    void anAnswerThatIsWholeOnAConnectionThatBrokeOffIsTheSdksToJudgeAndTheLogSaysSoOnce() {
        service.answers(200, PLAIN.write(Map.of("Records", List.of(record(new byte[2])))));
        service.breaksOff = true;
        assertEquals(1, interceptor.getRecords(ours, REQUEST).records().size());
        assertEquals(2, service.calls);
        assertEquals(1, interceptor.getRecords(ours, REQUEST).records().size());
        assertEquals(3, service.calls);
        assertEquals(1, log.getInfoMessages().size());
    }

    private void assertJudgedByTheSdk(final byte[] body) {
        final RecordsInterceptor fresh = new RecordsInterceptor(log);
        service.answers(200, body);
        final RecordsAnswer expected = RecordsAnswer.of(sdk.getRecords(REQUEST));
        service.calls = 0;
        assertEquals(expected, fresh.getRecords(client(fresh), REQUEST));
        assertEquals(2, service.calls);
    }

    @Test
    void anAnswerWithAChecksumIsTheSdks() {
        final byte[] body = PLAIN.write(Map.of("Records", List.of(record(new byte[2]))));
        final CRC32 checksum = new CRC32();
        checksum.update(body);
        service.answers(200, body);
        service.head = SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Content-Type", CBOR)
                .putHeader("x-amz-crc32", Long.toString(checksum.getValue()))
                .build();
        assertEquals(1, interceptor.getRecords(ours, REQUEST).records().size());
        assertEquals(1, service.calls);
    }

    @Test
    void whatIsNoAnswerIsLeftToTheSdk() {
        service.answers(400, PLAIN.write(Map.of("__type", "ProvisionedThroughputExceededException")));
        assertThrows(ProvisionedThroughputExceededException.class, () -> interceptor.getRecords(ours, REQUEST));
        service.answers(200, "<html>Log in</html>".getBytes(UTF_8));
        service.head = SdkHttpResponse.builder()
                .statusCode(200)
                .putHeader("Content-Type", "text/html")
                .build();
        assertThrows(SdkClientException.class, () -> interceptor.getRecords(ours, REQUEST));
        assertEquals(1, service.calls);
    }

    private static Map<String, Object> record(final Object data) {
        return with("Data", data);
    }

    /** A record with one field as it is given. */
    private static Map<String, Object> with(final String field, final Object value) {
        final Map<String, Object> record = new LinkedHashMap<>(Map.of(
                "SequenceNumber",
                "17",
                "ApproximateArrivalTimestamp",
                1_700_000_000_000L,
                "Data",
                new byte[] {1, 2, 3},
                "PartitionKey",
                "key"));
        record.put(field, value);
        return record;
    }

    private static Map<String, Object> without(final String field) {
        final Map<String, Object> record = with(field, null);
        record.remove(field);
        return record;
    }

    @Provide
    Arbitrary<CborWriter> forms() {
        return Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(0, 1_000, 30_000), Arbitraries.of(0, 4))
                .as(CborWriter::new);
    }

    @Provide
    Arbitrary<Map<String, Object>> answers() {
        final Arbitrary<Object> unknown = Arbitraries.of(Map.of("a", Map.of("b", List.of(1, "c"))), List.of(), "d", 5L);
        final Arbitrary<Object> text = Arbitraries.strings().ofMaxLength(60).map(Object.class::cast);
        final Arbitrary<byte[]> payload =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(3_000);
        final Arbitrary<Long> time = Arbitraries.longs().between(0, 4_000_000_000_000L);
        final Arbitrary<Map<String, Object>> record = Combinators.combine(
                        text,
                        text,
                        Arbitraries.oneOf(
                                time.map(Object.class::cast),
                                time.map(millis -> new CborWriter.Tagged(1, millis)),
                                time.map(millis -> (double) millis)),
                        Arbitraries.oneOf(
                                payload.map(Object.class::cast),
                                payload.map(Base64.getEncoder()::encodeToString).map(Object.class::cast)),
                        fields(Map.of(
                                "EncryptionType", Arbitraries.of("NONE", "KMS", "one of tomorrow"), "Later", unknown)))
                .as((sequenceNumber, partitionKey, arrival, data, others) -> {
                    others.put("SequenceNumber", sequenceNumber);
                    others.put("PartitionKey", partitionKey);
                    others.put("ApproximateArrivalTimestamp", arrival);
                    others.put("Data", data);
                    return others;
                })
                .flatMap(RecordsInterceptorTest::inAnyOrder);
        final Arbitrary<Map<String, Object>> rest = fields(Map.of(
                "NextShardIterator",
                text,
                "MillisBehindLatest",
                Arbitraries.longs().greaterOrEqual(0).map(Object.class::cast),
                "ChildShards",
                Arbitraries.of(List.of(), List.of(Map.of("ShardId", "child", "ParentShards", List.of("a")))),
                "Later",
                unknown));
        return Combinators.combine(record.list().ofMaxSize(20), rest).as((records, others) -> {
            others.put("Records", records);
            return others;
        });
    }

    private static Arbitrary<Map<String, Object>> inAnyOrder(final Map<String, Object> fields) {
        return Arbitraries.shuffle(List.copyOf(fields.keySet())).map(names -> {
            final Map<String, Object> shuffled = new LinkedHashMap<>();
            names.forEach(name -> shuffled.put(name, fields.get(name)));
            return shuffled;
        });
    }

    /** Some of the fields, some of them null, in any order. */
    private static Arbitrary<Map<String, Object>> fields(final Map<String, Arbitrary<Object>> fields) {
        return Arbitraries.shuffle(List.copyOf(fields.keySet())).flatMap(names -> Combinators.combine(names.stream()
                        .map(name -> fields.get(name).injectNull(0.1).optional().map(value -> Map.entry(name, value)))
                        .toList())
                .as(entries -> {
                    final Map<String, Object> present = new LinkedHashMap<>();
                    entries.forEach(entry -> entry.getValue().ifPresent(value -> present.put(entry.getKey(), value)));
                    return present;
                }));
    }

    private KinesisClient client(final RecordsInterceptor with) {
        return client().overrideConfiguration(configuration -> configuration
                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(with))
                .build();
    }

    private KinesisClientBuilder client() {
        return KinesisClient.builder()
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(service);
    }

    /** Answers every call alike, as a connection would. */
    private static final class Service implements SdkHttpClient {

        private SdkHttpResponse head;
        private byte[] body;
        private int calls;
        private boolean breaksOff;

        void answers(final int status, final byte[] content) {
            calls = 0;
            head = SdkHttpResponse.builder()
                    .statusCode(status)
                    .putHeader("Content-Type", CBOR)
                    .build();
            body = content;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(final HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    calls++;
                    return HttpExecuteResponse.builder()
                            .response(head)
                            .responseBody(AbortableInputStream.create(
                                    breaksOff ? brokenOff() : new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {
                    // it has answered
                }
            };
        }

        /** Everything, and then an error instead of the end. */
        private InputStream brokenOff() {
            return new SequenceInputStream(new ByteArrayInputStream(body), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("broken off");
                }
            });
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
