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
package io.shardflow.localstack.workload;

import io.shardflow.nifi.kinesis.metadata.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/**
 * Puts records into a stream, each once, and tells where each one went. Nobody else may write into the stream, and the client
 * must not repeat a call by itself: after a PutRecords without an answer, what it has put is read back from the stream, and only
 * the rest is put again.
 *
 * <p>Threads: used by one.
 */
final class StreamWriter {

    /** PutRecords takes at most 500 records and, with their partition keys, 5 MB a call (Kinesis API reference, PutRecords). */
    private static final int RECORDS_PER_CALL = 500;

    private static final int BYTES_PER_CALL = 4_500_000;

    /** A call without an answer may still be at work; what it has not put for so long it does not put any more. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** How long the stream may refuse to be read back. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final KinesisClient kinesis;
    private final String stream;
    private final Consumer<String> notices;
    private final Map<String, Position> last = new HashMap<>();

    /** @param notices takes a line about each call whose answer did not come */
    StreamWriter(final KinesisClient kinesis, final String stream, final Consumer<String> notices) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.notices = notices;
    }

    /**
     * A record to put.
     *
     * @param placed is told shard id and sequence number, once
     */
    record Entry(String partitionKey, byte[] data, BiConsumer<String, String> placed) {

        private PutRecordsRequestEntry request() {
            return PutRecordsRequestEntry.builder()
                    .partitionKey(partitionKey)
                    .data(SdkBytes.fromByteArray(data))
                    .build();
        }
    }

    /** Puts all of them, as fast as the stream takes them. */
    void put(final List<Entry> entries) {
        List<Entry> call = new ArrayList<>();
        long bytes = 0;
        for (final Entry entry : entries) {
            final int size = entry.data().length + entry.partitionKey().length();
            if (call.size() == RECORDS_PER_CALL || !call.isEmpty() && bytes + size > BYTES_PER_CALL) {
                putCall(call);
                call = new ArrayList<>();
                bytes = 0;
            }
            call.add(entry);
            bytes += size;
        }
        putCall(call);
    }

    private void putCall(final List<Entry> entries) {
        List<Entry> left = entries;
        while (!left.isEmpty()) {
            left = putOnce(left);
        }
    }

    /** Puts the records and returns those that the stream has not taken. */
    private List<Entry> putOnce(final List<Entry> entries) {
        final PutRecordsResponse response;
        try {
            response = kinesis.putRecords(request -> request.streamName(stream)
                    .records(entries.stream().map(Entry::request).toList()));
        } catch (final SdkException e) {
            if (e instanceof AwsServiceException refused && refused.statusCode() < 500) {
                throw e;
            }
            final List<Entry> missing = readBack(entries);
            notices.accept(
                    "no answer to a PutRecords of %d records (%s); read back: %d of them are in the stream, %d are put again"
                            .formatted(
                                    entries.size(),
                                    e.getClass().getSimpleName(),
                                    entries.size() - missing.size(),
                                    missing.size()));
            return missing;
        }
        final List<Entry> refused = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            final PutRecordsResultEntry result = response.records().get(i);
            if (result.errorCode() == null) {
                placed(entries.get(i), result.shardId(), result.sequenceNumber());
            } else {
                refused.add(entries.get(i));
            }
        }
        return refused;
    }

    private void placed(final Entry entry, final String shardId, final String sequenceNumber) {
        last.merge(shardId, new Position(sequenceNumber, 0), (known, now) -> now.isAfter(known) ? now : known);
        entry.placed().accept(shardId, sequenceNumber);
    }

    /** Finds these records behind those whose places are known; returns those that are not there. */
    private List<Entry> readBack(final List<Entry> entries) {
        final List<Entry> missing = new ArrayList<>(entries);
        final StreamTail tail = new StreamTail(kinesis, stream);
        final long begin = System.nanoTime();
        long quietSince = begin;
        while (!missing.isEmpty() && System.nanoTime() - quietSince < QUIET.toNanos()) {
            try {
                if (take(missing, tail.after(last))) {
                    quietSince = System.nanoTime();
                }
            } catch (final SdkException e) {
                if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                    throw e;
                }
                // The quiet begins when the stream can be read.
                quietSince = System.nanoTime();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return missing;
    }

    /** Strikes what was found off the list; returns whether there was any. */
    private boolean take(final List<Entry> missing, final List<StreamTail.Found> found) {
        for (final StreamTail.Found record : found) {
            final Entry entry = missing.stream()
                    .filter(candidate -> record.is(candidate.partitionKey(), candidate.data()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(
                            "stream " + stream + " has a record that nobody put; somebody else writes into it"));
            missing.remove(entry);
            placed(entry, record.shardId(), record.sequenceNumber());
        }
        return !found.isEmpty();
    }
}
