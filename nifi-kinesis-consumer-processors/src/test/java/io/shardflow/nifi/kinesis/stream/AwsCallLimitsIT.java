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

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.LoopbackServer;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import io.shardflow.nifi.kinesis.status.Notice;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;

/** How long a call to AWS may take, and what the status is told of it. */
@Tag("long")
class AwsCallLimitsIT {

    /** What the bulletin within fifteen seconds leaves for one call. */
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final ConsumerStatus status = new ConsumerStatus(System::nanoTime);
    private final FaultProxy service = FaultProxy.before(URI.create("http://127.0.0.1:1"));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aServiceThatIsSilentFailsACallInTime() {
        service.on(FaultProxy.EVERY, new Fault.Silence());
        try (AwsClients clients = clients(service.uri())) {
            final long began = System.nanoTime();
            final List<CompletableFuture<?>> calls = List.of(
                    clients.kinesis().listShards(request -> request.streamName("orders")),
                    clients.dynamoDb().scan(request -> request.tableName("app")));
            calls.forEach(call -> assertThrows(ExecutionException.class, call::get));
            assertTrue(Duration.ofNanos(System.nanoTime() - began).compareTo(BOUND) < 0, "a call ends in time");
            assertEquals(
                    List.of(Failure.Kind.NO_ANSWER, Failure.Kind.NO_ANSWER),
                    status.view().failing().stream()
                            .map(notice -> notice.failure().kind())
                            .toList());
        }
    }

    @Test
    void aThrottledCallEndsInTimeAndSaysThatItWasThrottled() {
        service.on(FaultProxy.EVERY, new Fault.Refusal(400, "ProvisionedThroughputExceededException", "too much"));
        try (AwsClients clients = clients(service.uri())) {
            final long began = System.nanoTime();
            assertThrows(
                    ProvisionedThroughputExceededException.class,
                    () -> AwsCalls.get(
                            clients.dynamoDb().scan(request -> request.tableName("app")), Duration.ofMinutes(2)));
            assertTrue(Duration.ofNanos(System.nanoTime() - began).compareTo(BOUND) < 0, "a call ends in time");
            assertEquals(Failure.Kind.THROTTLED, onlyFailure().failure().kind());
        }
    }

    @Test
    void aCallThatWeGiveUpCountsAsNotAnswered() {
        service.on(FaultProxy.EVERY, new Fault.Silence());
        try (AwsClients clients = clients(service.uri())) {
            assertThrows(
                    ApiCallTimeoutException.class,
                    () -> AwsCalls.get(
                            clients.dynamoDb().describeTable(request -> request.tableName("app")),
                            Duration.ofMillis(500)));
            await().until(() -> !status.view().failing().isEmpty());
            assertEquals(Failure.Kind.NO_ANSWER, onlyFailure().failure().kind());
            assertEquals("DescribeTable", onlyFailure().calls().getFirst().operation());
            assertEquals("app", onlyFailure().calls().getFirst().subject());
        }
    }

    @Test
    void anAnswerThatComesSlowlyArrivesHoweverLongItTakes() throws Exception {
        // {"Shards": []} in CBOR
        final byte[] answer = "\u00a1\u0066Shards\u0080".getBytes(StandardCharsets.ISO_8859_1);
        final LoopbackServer slow = new LoopbackServer(exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-cbor-1.1");
            exchange.sendResponseHeaders(200, answer.length);
            for (final byte one : answer) {
                pause();
                exchange.getResponseBody().write(one);
                exchange.getResponseBody().flush();
            }
            exchange.close();
        });
        final AwsAccess settings = LocalAccess.at(URI.create(slow.endpoint()));
        try (slow;
                AwsClients clients = new AwsClients(settings, status);
                RecordsClient records = new RecordsClient(settings, clients, new MockComponentLog("id", this))) {
            assertEquals(
                    List.of(),
                    clients.kinesis()
                            .listShards(request -> request.streamName("orders"))
                            .get()
                            .shards());
            assertEquals(
                    List.of(),
                    records.getRecords(GetRecordsRequest.builder()
                                    .shardIterator("iterator")
                                    .build())
                            .records());
            assertEquals(List.of(), status.view().failing());
        }
    }

    /** Nine of them take longer than the silence that ends an attempt. */
    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Notice onlyFailure() {
        assertEquals(1, status.view().failing().size());
        return status.view().failing().getFirst();
    }

    private AwsClients clients(final URI endpoint) {
        return new AwsClients(LocalAccess.at(endpoint), status);
    }
}
