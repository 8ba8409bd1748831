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

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
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

/** An answer that we take the records from says what it says to the SDK alone. */
class RecordsInterceptorTest {

    private static final GetRecordsRequest REQUEST =
            GetRecordsRequest.builder().shardIterator("iterator").build();
    private static final ObjectMapper MAPPER = new CBORMapper();
    private static final String CBOR = "application/x-amz-cbor-1.1";

    private final Service service = new Service();
    private final RecordsInterceptor interceptor = new RecordsInterceptor();
    private final KinesisClient sdk = client().build();
    private final KinesisClient ours = client().overrideConfiguration(configuration -> configuration
                    .retryStrategy(DefaultRetryStrategy.doNotRetry())
                    .addExecutionInterceptor(interceptor))
            .build();

    @Property(tries = 300)
    void saysWhatItSaysToTheSdk(@ForAll("answers") final Map<String, Object> answer, @ForAll final boolean isCounted)
            throws JsonProcessingException {
        service.answers(200, CBOR, encoded(answer, isCounted));
        final GetRecordsResponse whole = sdk.getRecords(REQUEST);
        final RecordsAnswer parted = interceptor.getRecords(ours, REQUEST);
        assertEquals(RecordsAnswer.of(whole).records(), parted.records());
        assertEquals(
                whole.toBuilder().records(List.of()).build(),
                parted.rest().toBuilder().records(List.of()).build());
    }

    @Property(tries = 100)
    void failsWhereTheAnswerBreaksOff(
            @ForAll("answers") final Map<String, Object> answer, @ForAll @IntRange(min = 1) final int cut)
            throws JsonProcessingException {
        final byte[] body = encoded(answer, true);
        service.answers(200, CBOR, Arrays.copyOf(body, cut % (body.length - 1) + 1));
        assertThrows(SdkClientException.class, () -> interceptor.getRecords(ours, REQUEST));
    }

    @Test
    void whatIsNoAnswerIsLeftToTheSdk() throws JsonProcessingException {
        service.answers(400, CBOR, encoded(Map.of("__type", "ProvisionedThroughputExceededException"), true));
        assertThrows(ProvisionedThroughputExceededException.class, () -> interceptor.getRecords(ours, REQUEST));
        service.answers(200, "text/html", "<html>Log in</html>".getBytes(UTF_8));
        assertThrows(SdkClientException.class, () -> interceptor.getRecords(ours, REQUEST));
    }

    /** Objects with their length before them, or with an end behind them. */
    private static byte[] encoded(final Map<String, Object> answer, final boolean isCounted)
            throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(isCounted ? answer : MAPPER.valueToTree(answer));
    }

    @Provide
    Arbitrary<Map<String, Object>> answers() {
        final Arbitrary<Object> unknown = Arbitraries.of(Map.of("a", Map.of("b", List.of(1, "c"))), List.of(), "d", 5L);
        final Arbitrary<Object> text = Arbitraries.strings().ofMaxLength(60).map(Object.class::cast);
        final Arbitrary<Map<String, Object>> record = Combinators.combine(
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(3_000),
                        fields(Map.of(
                                "SequenceNumber", text,
                                "PartitionKey", text,
                                "ApproximateArrivalTimestamp",
                                        Arbitraries.longs()
                                                .between(0, 4_000_000_000_000L)
                                                .map(Object.class::cast),
                                "EncryptionType", Arbitraries.of("NONE", "KMS", "one of tomorrow"),
                                "Later", unknown)))
                .as((payload, others) -> {
                    others.put("Data", payload);
                    return others;
                });
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

        void answers(final int status, final String contentType, final byte[] content) {
            head = SdkHttpResponse.builder()
                    .statusCode(status)
                    .putHeader("Content-Type", contentType)
                    .build();
            body = content;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(final HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(head)
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {
                    // it has answered
                }
            };
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
