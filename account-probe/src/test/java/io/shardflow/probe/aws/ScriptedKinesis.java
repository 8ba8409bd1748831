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
package io.shardflow.probe.aws;

import com.sun.net.httpserver.HttpServer;
import io.shardflow.localstack.aws.LocalAws;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BinaryOperator;

/** Answers over HTTP in Kinesis's place, in JSON, with what a test says. Until it is closed, this JVM's clients speak JSON. */
final class ScriptedKinesis implements AutoCloseable {

    private static final String NOBODY = "http://127.0.0.1:1";

    private final HttpServer server;

    /** @param answers to operation and request, by the threads that serve */
    ScriptedKinesis(final BinaryOperator<String> answers) throws IOException {
        System.setProperty("aws.accessKeyId", LocalAws.ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", LocalAws.SECRET_KEY);
        System.setProperty("aws.cborEnabled", "false");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", call -> {
            final String operation =
                    call.getRequestHeaders().getFirst("X-Amz-Target").replaceFirst(".*\\.", "");
            final String request = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            final String text = answers.apply(operation, request);
            final byte[] answer = text.getBytes(StandardCharsets.UTF_8);
            call.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            call.sendResponseHeaders(text.startsWith("{\"__type\"") ? 400 : 200, answer.length);
            call.getResponseBody().write(answer);
            call.close();
        });
        server.start();
    }

    static String refusal(final String code, final String message) {
        return "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
    }

    /** Of ListShards: one that is open. */
    static String shards(final String firstNumber) {
        return "{\"Shards\":[{\"ShardId\":\"shardId-000000000000\","
                + "\"HashKeyRange\":{\"StartingHashKey\":\"0\",\"EndingHashKey\":\"1\"},"
                + "\"SequenceNumberRange\":{\"StartingSequenceNumber\":\"" + firstNumber + "\"}}]}";
    }

    /** What the check says. */
    Answer ask(final String id) throws Exception {
        final Check<ProbeStream> check = ReadingChecks.all().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow();
        final String endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
        try (ProbeStream place = new ProbeStream(new AwsProbe.Settings(
                "orders", "eu-central-1", Optional.empty(), Optional.of(endpoint), Optional.of(NOBODY), false))) {
            return check.question().ask(place);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        System.clearProperty("aws.cborEnabled");
    }
}
