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
import io.shardflow.localstack.faults.Fault;
import io.shardflow.localstack.faults.FaultProxy;
import io.shardflow.nifi.kinesis.LoopbackServer;
import io.shardflow.nifi.kinesis.settings.AwsAccess;
import io.shardflow.nifi.kinesis.status.ConsumerStatus;
import io.shardflow.nifi.kinesis.status.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;

class RecordsClientTest {

    private static final int FIRST_AND_TWO_RETRIES = 3;
    private static final GetRecordsRequest REQUEST =
            GetRecordsRequest.builder().shardIterator("iterator").build();

    private final MockComponentLog log = new MockComponentLog("id", this);
    private final FaultProxy service = FaultProxy.before(URI.create("http://127.0.0.1:1"));

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void anAnswerIsWhatTheServiceSent() throws Exception {
        final byte[] payload = new byte[100_000];
        payload[payload.length - 1] = 7;
        try (LoopbackServer server = server(payload, new CountDownLatch(0), new CountDownLatch(0));
                AwsClients clients = clients(server);
                RecordsClient records = records(server, clients)) {
            final RecordsAnswer answer = records.getRecords(REQUEST);
            assertEquals("next", answer.rest().nextShardIterator());
            assertEquals("17", answer.records().getFirst().sequenceNumber());
            assertArrayEquals(payload, answer.records().getFirst().data().array());
            assertEquals(1, server.calls());
            assertEquals(List.of(), log.getInfoMessages());
        }
    }

    @Test
    void closingWaitsForAnAnswerThatComes() throws Exception {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch closing = new CountDownLatch(1);
        try (LoopbackServer server = server(new byte[1], asked, closing);
                AwsClients clients = clients(server)) {
            final RecordsClient records = records(server, clients);
            final CompletableFuture<RecordsAnswer> call =
                    CompletableFuture.supplyAsync(() -> records.getRecords(REQUEST));
            asked.await();
            final Thread closer = Thread.ofPlatform().start(records::close);
            await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
            closing.countDown();
            assertEquals("next", call.join().rest().nextShardIterator());
            closer.join();
            assertThrows(AbortedException.class, () -> records.getRecords(REQUEST));
        }
    }

    /** Answers with one record, once it is let to. */
    private static LoopbackServer server(final byte[] payload, final CountDownLatch asked, final CountDownLatch answers)
            throws IOException {
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (CBORGenerator cbor = new CBORFactory().createGenerator(body)) {
            cbor.writeStartObject();
            cbor.writeArrayFieldStart("Records");
            cbor.writeStartObject();
            cbor.writeStringField("SequenceNumber", "17");
            cbor.writeNumberField("ApproximateArrivalTimestamp", 1_700_000_000_000L);
            cbor.writeStringField("PartitionKey", "key");
            cbor.writeBinaryField("Data", payload);
            cbor.writeEndObject();
            cbor.writeEndArray();
            cbor.writeStringField("NextShardIterator", "next");
            cbor.writeEndObject();
        }
        return new LoopbackServer(exchange -> {
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
    }

    private static AwsClients clients(final LoopbackServer server) {
        return new AwsClients(LocalAccess.at(URI.create(server.endpoint())), new ConsumerStatus(System::nanoTime));
    }

    private RecordsClient records(final LoopbackServer server, final AwsClients clients) {
        return new RecordsClient(LocalAccess.at(URI.create(server.endpoint())), clients, log);
    }

    @Test
    void aRefusalIsTriedAgainAndALostConnectionIsNot() {
        final AwsAccess settings = LocalAccess.at(service.uri());
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime));
                RecordsClient records = new RecordsClient(settings, clients, log)) {
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
        final AwsAccess settings = LocalAccess.at(service.uri());
        service.on("GetRecords", new Fault.Silence());
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime))) {
            final RecordsClient records = new RecordsClient(settings, clients, log);
            final CompletableFuture<RecordsAnswer> call =
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
        try (AwsClients clients = new AwsClients(LocalAccess.at(service.uri()), new ConsumerStatus(System::nanoTime))) {
            assertFalse(clients.credentials() instanceof AutoCloseable);
        }
    }

    /** It would outlive this NAR, whose class loader it keeps before Java 24. */
    @Test
    void theThreadThatAllClientsOfNifiShareIsNotStartedByOurs() {
        await().until(() -> !isReaperThere());
        final AwsAccess settings = LocalAccess.at(service.uri());
        try (AwsClients clients = new AwsClients(settings, new ConsumerStatus(System::nanoTime));
                RecordsClient records = new RecordsClient(settings, clients, log)) {
            service.on("GetRecords", new Fault.HangUp());
            assertThrows(SdkClientException.class, () -> records.getRecords(REQUEST));
            assertFalse(isReaperThere());
        }
    }

    private static boolean isReaperThere() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("idle-connection-reaper"));
    }
}
