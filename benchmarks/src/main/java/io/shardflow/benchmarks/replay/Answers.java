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

import io.shardflow.benchmarks.stream.StreamShape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The records of answers, ready to be sent. Whole answers come from buffers that are used again and again, so that one costs no more than
 * its sequence numbers; parts of answers, which follow a checkpoint in the middle of one, are encoded each time.
 *
 * <p>Threads: any.
 */
final class Answers {

    /** Bounds the memory when hundreds of shards are asked at once: 24 answers of 10 MB. */
    private static final int UNDER_WAY = 24;

    private final long arrivalMillis;
    private final Map<Key, Whole> wholes = new ConcurrentHashMap<>();
    private final Semaphore underWay = new Semaphore(UNDER_WAY);

    /** @param arrivalMillis of all records, milliseconds since 1970 */
    Answers(final long arrivalMillis) {
        this.arrivalMillis = arrivalMillis;
    }

    /** What streams whose runs alone differ have in common. */
    private record Key(Encoding encoding, StreamShape shape) {}

    private record Whole(AnswerTemplate template, Queue<ByteBuffer> idle) {}

    /** Sends the records. */
    @FunctionalInterface
    interface Sender {
        void send(ByteBuffer records) throws IOException;
    }

    /**
     * Hands records to {@code sender}, one after the other when many are under way.
     *
     * @param first ordinal of the first record
     * @param count how many, not beyond the end of the whole answer
     */
    void send(final Encoding encoding, final StreamShape shape, final long first, final int count, final Sender sender)
            throws IOException {
        if (count < shape.answerRecords()) {
            final AnswerTemplate part =
                    AnswerTemplate.of(encoding, shape, shape.payloadNumber(first), count, arrivalMillis);
            final ByteBuffer buffer = part.newBuffer();
            if (count > 0) {
                part.patch(buffer, first);
            }
            sender.send(buffer);
            return;
        }
        underWay.acquireUninterruptibly();
        try {
            sendWhole(whole(encoding, shape), first, sender);
        } finally {
            underWay.release();
        }
    }

    private static void sendWhole(final Whole whole, final long first, final Sender sender) throws IOException {
        final ByteBuffer idle = whole.idle.poll();
        final ByteBuffer buffer = idle == null ? whole.template.newBuffer() : idle.clear();
        whole.template.patch(buffer, first);
        sender.send(buffer);
        whole.idle.add(buffer);
    }

    private Whole whole(final Encoding encoding, final StreamShape shape) {
        final StreamShape content =
                new StreamShape(1, 1, shape.answerRecords(), shape.recordBytes(), shape.kind(), "any");
        return wholes.computeIfAbsent(new Key(encoding, content), key -> {
            try {
                return new Whole(
                        AnswerTemplate.of(encoding, content, 0, content.answerRecords(), arrivalMillis),
                        new ConcurrentLinkedQueue<>());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
