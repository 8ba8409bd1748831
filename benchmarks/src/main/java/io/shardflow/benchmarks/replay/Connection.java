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

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.benchmarks.replay.StreamCalls.Refused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** One connection of a client: answers its requests one after the other until it ends. Threads: its own. */
final class Connection implements Runnable {

    private static final int OK = 200;
    private static final int CLIENTS_FAULT = 400;
    private static final int MOST_RECORDS = 10_000;
    private static final String PROGRESS = "/progress/";

    private final SocketChannel channel;
    private final BufferedInputStream in;
    private final Answers answers;
    private final StreamCalls streams;
    private final Served served;

    Connection(final SocketChannel channel, final Answers answers, final StreamCalls streams, final Served served) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
        this.answers = answers;
        this.streams = streams;
        this.served = served;
    }

    @Override
    public void run() {
        try (channel) {
            for (Request request = Request.read(in); request != null; request = Request.read(in)) {
                answer(request);
            }
        } catch (final IOException e) {
            // a client that is killed or stopped leaves its connections like this
            return;
        }
    }

    private void answer(final Request request) throws IOException {
        final Encoding encoding = Encoding.of(request.contentType());
        try {
            if (request.target().equals("GetRecords")) {
                getRecords(encoding, encoding.mapper().readTree(request.body()));
            } else if (!request.target().isEmpty()) {
                final JsonNode answer =
                        streams.answer(request.target(), encoding.mapper().readTree(request.body()), encoding);
                send(OK, encoding.contentType(), encoding.mapper().writeValueAsBytes(answer));
            } else {
                send(OK, "text/plain", progress(request.path()).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (final Refused e) {
            refuse(encoding, e.type(), e.getMessage());
        } catch (final IllegalArgumentException e) {
            refuse(encoding, "InvalidArgumentException", e.getMessage());
        }
    }

    private void getRecords(final Encoding encoding, final JsonNode request) throws IOException {
        final ShardIterator from =
                ShardIterator.parse(request.path("ShardIterator").asText());
        final int count = from.available(request.path("Limit").asInt(MOST_RECORDS));
        final ShardIterator next = from.plus(count);
        // as old as the records that are left, were one written each millisecond
        final long behind = from.stream().shardRecords() - next.ordinal();
        final byte[] head = AnswerTemplate.head(encoding, next.text(), behind);
        answers.send(
                encoding,
                from.stream(),
                from.ordinal(),
                count,
                records -> send(OK, encoding.contentType(), ByteBuffer.wrap(head), records));
        served.add(from.stream(), count);
    }

    /** How many records of a stream were sent; 0 for any other path, so that it says that the server is up. */
    private String progress(final String path) {
        return Long.toString(path.startsWith(PROGRESS) ? served.records(path.substring(PROGRESS.length())) : 0);
    }

    private void refuse(final Encoding encoding, final String type, final String message) throws IOException {
        final JsonNode error =
                encoding.mapper().createObjectNode().put("__type", type).put("message", message);
        send(CLIENTS_FAULT, encoding.contentType(), encoding.mapper().writeValueAsBytes(error));
    }

    private void send(final int status, final String contentType, final byte[] body) throws IOException {
        send(status, contentType, ByteBuffer.wrap(body));
    }

    private void send(final int status, final String contentType, final ByteBuffer... body) throws IOException {
        long length = 0;
        for (final ByteBuffer part : body) {
            length += part.remaining();
        }
        final String head =
                "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nDate: %s\r\nx-amzn-RequestId: %s\r\n\r\n"
                        .formatted(
                                status,
                                status == OK ? "OK" : "Bad Request",
                                contentType,
                                length,
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)),
                                UUID.randomUUID());
        final ByteBuffer[] all = new ByteBuffer[body.length + 1];
        all[0] = ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII));
        System.arraycopy(body, 0, all, 1, body.length);
        while (all[body.length].hasRemaining()) {
            channel.write(all);
        }
    }
}
