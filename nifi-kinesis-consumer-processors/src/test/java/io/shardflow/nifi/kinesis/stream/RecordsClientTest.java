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
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.settings.CredentialsSource;
import io.shardflow.nifi.kinesis.settings.StreamReference;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;

class RecordsClientTest {

    private static final int FIRST_AND_TWO_RETRIES = 3;
    private static final GetRecordsRequest REQUEST =
            GetRecordsRequest.builder().shardIterator("iterator").build();

    private final FaultProxy service = FaultProxy.before(URI.create("http://127.0.0.1:1"));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void anAnswerIsWhatTheServiceSent() throws Exception {
        final byte[] payload = new byte[100_000];
        payload[payload.length - 1] = 7;
        final HttpServer server = server(payload, new CountDownLatch(0), new CountDownLatch(0));
        final AwsAccess settings =
                settings(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime));
                RecordsClient records = new RecordsClient(settings, clients)) {
            final GetRecordsResponse answer = records.getRecords(REQUEST);
            assertEquals("next", answer.nextShardIterator());
            assertEquals("17", answer.records().getFirst().sequenceNumber());
            assertArrayEquals(payload, answer.records().getFirst().data().asByteArray());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void closingWaitsForAnAnswerThatComes() throws Exception {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch closing = new CountDownLatch(1);
        final HttpServer server = server(new byte[1], asked, closing);
        final AwsAccess settings =
                settings(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime))) {
            final RecordsClient records = new RecordsClient(settings, clients);
            final CompletableFuture<GetRecordsResponse> call =
                    CompletableFuture.supplyAsync(() -> records.getRecords(REQUEST));
            asked.await();
            final Thread closer = Thread.ofPlatform().start(records::close);
            await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
            closing.countDown();
            assertEquals("next", call.join().nextShardIterator());
            closer.join();
            assertThrows(AbortedException.class, () -> records.getRecords(REQUEST));
        } finally {
            server.stop(0);
        }
    }

    /** Answers with one record, once it is let to. */
    private static HttpServer server(final byte[] payload, final CountDownLatch asked, final CountDownLatch answers)
            throws IOException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (CBORGenerator cbor = new CBORFactory().createGenerator(body)) {
            cbor.writeStartObject();
            cbor.writeArrayFieldStart("Records");
            cbor.writeStartObject();
            cbor.writeStringField("SequenceNumber", "17");
            cbor.writeStringField("PartitionKey", "key");
            cbor.writeBinaryField("Data", payload);
            cbor.writeEndObject();
            cbor.writeEndArray();
            cbor.writeStringField("NextShardIterator", "next");
            cbor.writeEndObject();
        }
        final HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            asked.countDown();
            try {
                answers.await();
            } catch (final InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-cbor-1.1");
            exchange.sendResponseHeaders(200, body.size());
            body.writeTo(exchange.getResponseBody());
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void aRefusalIsTriedAgainAndALostConnectionIsNot() {
        final AwsAccess settings = settings(service.uri());
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime));
                RecordsClient records = new RecordsClient(settings, clients)) {
            service.on("GetRecords", new Fault.Refusal(400, "ProvisionedThroughputExceededException", "too much"));
            assertThrows(ProvisionedThroughputExceededException.class, () -> records.getRecords(REQUEST));
            assertEquals(FIRST_AND_TWO_RETRIES, service.calls().get("GetRecords"));

            service.forgetCalls();
            service.on("GetRecords", new Fault.HangUp());
            final SdkClientException lost = assertThrows(SdkClientException.class, () -> records.getRecords(REQUEST));
            assertEquals(1, service.calls().get("GetRecords"));
            assertEquals(
                    Failure.Kind.UNREACHABLE, Failure.of(lost).orElseThrow().kind());

            service.on("GetRecords", new Fault.Refusal(400, "ExpiredIteratorException", "too old"));
            assertThrows(ExpiredIteratorException.class, () -> records.getRecords(REQUEST));
        }
    }

    @Test
    void closingEndsACallThatHangsAndThatIsNoFailure() {
        final AwsAccess settings = settings(service.uri());
        service.on("GetRecords", new Fault.Silence());
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime))) {
            final RecordsClient records = new RecordsClient(settings, clients);
            final CompletableFuture<GetRecordsResponse> call =
                    CompletableFuture.supplyAsync(() -> records.getRecords(REQUEST));
            await().until(() -> service.calls().containsKey("GetRecords"));
            records.close();
            final Throwable ended =
                    assertThrows(CompletionException.class, call::join).getCause();
            assertInstanceOf(AbortedException.class, ended);
            assertEquals(Optional.empty(), Failure.of(ended));
            assertThrows(AbortedException.class, () -> records.getRecords(REQUEST));
        }
    }

    /** The SDK's client closes with itself what can be closed, and the last checkpoints are still to be written. */
    @Test
    void closingItDoesNotEndTheCredentialsOfTheOtherClients() {
        try (AwsClients clients = new AwsClients(settings(service.uri()), new ConsumerStatus(System::nanoTime))) {
            assertFalse(clients.credentials() instanceof AutoCloseable);
        }
    }

    /** It would outlive this NAR, whose class loader it keeps before Java 24. */
    @Test
    void theThreadThatAllClientsOfNifiShareIsNotStartedByOurs() {
        await().until(() -> !isReaperThere());
        final AwsAccess settings = settings(service.uri());
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime));
                RecordsClient records = new RecordsClient(settings, clients)) {
            service.on("GetRecords", new Fault.HangUp());
            assertThrows(SdkClientException.class, () -> records.getRecords(REQUEST));
            assertFalse(isReaperThere());
        }
    }

    private static boolean isReaperThere() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("idle-connection-reaper"));
    }

    private static AwsAccess settings(final URI endpoint) {
        return new AwsAccess(
                new StreamReference("orders", Optional.empty()),
                "app",
                LocalAws.REGION.id(),
                new CredentialsSource.AccessKey(LocalAws.ACCESS_KEY, LocalAws.SECRET_KEY),
                Optional.empty(),
                Optional.of(endpoint),
                Optional.of(endpoint));
    }
}
