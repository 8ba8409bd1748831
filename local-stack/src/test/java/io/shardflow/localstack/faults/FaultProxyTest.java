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
package io.shardflow.localstack.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.aws.LocalAws;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.KmsDisabledException;

class FaultProxyTest {

    private static final String ANSWER = "y".repeat(100_000);

    /** More than the connections on the way have room for. */
    private static final int LONG_ANSWER = 32_000_000;

    private static final long SECONDS = 30;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger arrived = new AtomicInteger();
    private final Semaphore given = new Semaphore(0);
    private volatile byte[] answer = ANSWER.getBytes(StandardCharsets.UTF_8);
    private HttpServer service;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        service = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        service.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            arrived.incrementAndGet();
            exchange.getResponseHeaders()
                    .add("X-Seen", exchange.getRequestHeaders().getFirst("X-Amz-Target"));
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
            given.release();
        });
        service.start();
        proxy = FaultProxy.before(
                URI.create("http://127.0.0.1:" + service.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        proxy.close();
        service.stop(0);
        http.close();
    }

    @Test
    void passesCallsOnWithTheirHeadersAndCountsThemByOperation() throws Exception {
        final HttpResponse<String> answer = call("GetRecords");
        call("GetRecords");
        call("ListShards");
        assertThat(answer.body()).isEqualTo(ANSWER);
        assertThat(answer.headers().firstValue("X-Seen")).contains("Service_1.GetRecords");
        assertThat(proxy.calls()).isEqualTo(Map.of("GetRecords", 2L, "ListShards", 1L));
        proxy.forgetCalls();
        assertThat(proxy.calls()).isEmpty();
    }

    @Test
    void tellsOfEachCallWhenNothingMoreComesOfItAnsweredOrNot() throws Exception {
        final BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        proxy.afterEach(call -> ended.add(call.operation()));
        call("GetRecords");
        assertThat(ended.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("GetRecords");
        proxy.once("ListShards", new Fault.HangUp());
        assertThatThrownBy(() -> call("ListShards")).isInstanceOf(IOException.class);
        assertThat(ended.poll(SECONDS, TimeUnit.SECONDS)).isEqualTo("ListShards");
        final CompletableFuture<Boolean> endedBefore = new CompletableFuture<>();
        proxy.once("PutRecords", new Fault.Meanwhile(() -> endedBefore.complete(!ended.isEmpty())));
        call("PutRecords");
        assertThat(endedBefore.join()).as("while it is under way").isFalse();
    }

    @Test
    void aRefusalIsUnderstoodByTheKinesisClientInCbor() {
        proxy.on("ListShards", new Fault.Refusal(400, "KMSDisabledException", "the key is disabled, ".repeat(5)));
        try (KinesisClient kinesis = LocalAws.kinesis(proxy.uri())) {
            assertThatThrownBy(() -> kinesis.listShards(request -> request.streamName("s")))
                    .isInstanceOf(KmsDisabledException.class)
                    .hasMessageContaining("the key is disabled");
        }
    }

    @Test
    void aRefusalIsUnderstoodByTheDynamoDbClientInJson() {
        proxy.on(
                FaultProxy.EVERY,
                new Fault.Refusal(400, "ConditionalCheckFailedException", "the condition does not hold"));
        try (DynamoDbClient dynamoDb = LocalAws.dynamoDb(proxy.uri())) {
            assertThatThrownBy(() -> dynamoDb.describeTable(request -> request.tableName("table")))
                    .isInstanceOf(ConditionalCheckFailedException.class)
                    .hasMessageContaining("the condition does not hold");
        }
    }

    @Test
    void aJudgeSeesEachCallWithItsBodyAndRefusesWhichItLikes() throws Exception {
        proxy.judge(call ->
                call.operation().equals("ListShards") && new String(call.body(), StandardCharsets.UTF_8).equals("x")
                        ? Optional.of(new Fault.Refusal(400, "AccessDeniedException", "no"))
                        : Optional.empty());
        assertThat(call("ListShards").statusCode()).isEqualTo(400);
        assertThat(call("GetRecords").body()).isEqualTo(ANSWER);
    }

    @Test
    void silenceLastsUntilItIsClearedAndOtherOperationsGoOn() throws Exception {
        proxy.on("GetRecords", new Fault.Silence());
        assertThatThrownBy(() -> call("GetRecords", Duration.ofMillis(300))).isInstanceOf(HttpTimeoutException.class);
        assertThat(call("ListShards").body()).isEqualTo(ANSWER);
        proxy.clear();
        assertThat(call("GetRecords").body()).isEqualTo(ANSWER);
    }

    @Test
    void aTruncatedAnswerEndsInTheMiddleAndTheServiceHasGivenAllOfIt() throws Exception {
        answer = new byte[LONG_ANSWER];
        proxy.on("GetRecords", new Fault.Truncation(10));
        assertThatThrownBy(() -> call("GetRecords")).isInstanceOf(IOException.class);
        assertThat(given.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void gibberishIsNoAnswerForEitherClient() {
        proxy.on(FaultProxy.EVERY, new Fault.Gibberish());
        try (KinesisClient kinesis = LocalAws.kinesis(proxy.uri());
                DynamoDbClient dynamoDb = LocalAws.dynamoDb(proxy.uri())) {
            assertThatThrownBy(() -> kinesis.listShards(request -> request.streamName("s")))
                    .isInstanceOf(SdkException.class);
            assertThatThrownBy(() -> dynamoDb.describeTable(request -> request.tableName("table")))
                    .isInstanceOf(SdkException.class);
        }
    }

    @Test
    void aHangUpOnceLeavesTheNextCallAlone() throws Exception {
        proxy.once("PutRecords", new Fault.HangUp());
        assertThat(proxy.met()).isZero();
        assertThatThrownBy(() -> call("PutRecords")).isInstanceOf(IOException.class);
        assertThat(call("PutRecords").statusCode()).isEqualTo(200);
        assertThat(proxy.met()).as("calls that met the fault").isEqualTo(1);
    }

    @Test
    void aDelayedCallIsAnswered() throws Exception {
        proxy.on("GetRecords", new Fault.Delay(Duration.ofMillis(200)));
        final long began = System.nanoTime();
        assertThat(call("GetRecords").body()).isEqualTo(ANSWER);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void aSlowAnswerTakesAsLongAsItsSizeAtTheRate() throws Exception {
        proxy.on("GetRecords", new Fault.Slowness(5 * ANSWER.length()));
        final long began = System.nanoTime();
        assertThat(call("GetRecords").body()).isEqualTo(ANSWER);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void connectionsAreRefusedUntilTheFaultsAreCleared() throws Exception {
        call("GetRecords");
        proxy.refuseConnections();
        assertThatThrownBy(() -> call("GetRecords")).isInstanceOf(ConnectException.class);
        proxy.clear();
        assertThat(call("GetRecords").body()).isEqualTo(ANSWER);
    }

    @Test
    void aCallThatIsCaughtBeforeItArrivesNeverDoes() {
        final AtomicBoolean told = new AtomicBoolean();
        proxy.once("UpdateItem", new Fault.BeforeCall(() -> told.set(true)));
        assertThatThrownBy(() -> call("UpdateItem")).isInstanceOf(IOException.class);
        assertThat(told).isTrue();
        assertThat(arrived).hasValue(0);
    }

    @Test
    void aCallDuringWhichSomethingHappensIsAnswered() throws Exception {
        final AtomicInteger seen = new AtomicInteger(-1);
        proxy.once("UpdateItem", new Fault.Meanwhile(() -> seen.set(arrived.get())));
        assertThat(call("UpdateItem").body()).isEqualTo(ANSWER);
        assertThat(seen).as("calls that had arrived when the action was run").hasValue(0);
    }

    @Test
    void aCallThatIsCaughtAfterwardsHasBeenDoneAndIsNotAnswered() {
        final AtomicInteger seen = new AtomicInteger();
        proxy.once("UpdateItem", new Fault.AfterCall(() -> seen.set(arrived.get())));
        assertThatThrownBy(() -> call("UpdateItem")).isInstanceOf(IOException.class);
        assertThat(seen).as("calls that had arrived when the action was run").hasValue(1);
    }

    @Test
    void aRepeatedCallArrivesTwiceAndIsAnsweredOnce() throws Exception {
        proxy.once("UpdateItem", new Fault.Repetition());
        assertThat(call("UpdateItem").body()).isEqualTo(ANSWER);
        assertThat(arrived).hasValue(2);
    }

    @Test
    void callsOfAnotherProtocolAreNamedByWhatTheySay() throws Exception {
        try (FaultProxy named = FaultProxy.before(
                URI.create("http://127.0.0.1:" + service.getAddress().getPort()), FaultProxyTest::firstWord)) {
            final ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
                gzip.write("COMMIT it".getBytes(StandardCharsets.UTF_8));
            }
            http.send(
                    HttpRequest.newBuilder(named.uri().resolve("/queries"))
                            .header("Content-Encoding", "gzip")
                            .header("X-Amz-Target", "none")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            assertThat(named.calls()).isEqualTo(Map.of("/queries COMMIT", 1L));
        }
    }

    private static String firstWord(final ProxiedCall call) {
        try {
            return call.path() + " " + call.text().split(" ")[0];
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> call(final String operation) throws Exception {
        return call(operation, Duration.ofSeconds(SECONDS));
    }

    /** A POST, which the client does not repeat by itself. */
    private HttpResponse<String> call(final String operation, final Duration limit) throws Exception {
        return http.send(
                HttpRequest.newBuilder(proxy.uri())
                        .header("X-Amz-Target", "Service_1." + operation)
                        .timeout(limit)
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
