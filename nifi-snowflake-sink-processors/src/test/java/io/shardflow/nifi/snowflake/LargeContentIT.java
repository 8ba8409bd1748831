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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.settings.BatchProperties;
import io.shardflow.nifi.snowflake.settings.ColumnProperties;
import io.shardflow.nifi.snowflake.settings.SinkProperties;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.nifi.flowfile.FlowFile;
import org.apache.nifi.processor.ProcessSessionFactory;
import org.apache.nifi.state.MockStateManager;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.SharedSessionState;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The smallest and the largest that comes: content, records, FlowFiles in the queue, shards in a transaction. */
@Tag("long")
class LargeContentIT {

    private static final int MEGABYTE = 1024 * 1024;

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    @TempDir
    Path spool;

    private TestRunner runner(final String table) throws Exception {
        final TestRunner runner = snowflake.runner(table);
        runner.setProperty(SinkProperties.SPOOL_DIRECTORY, spool.toString());
        return runner;
    }

    /** A record with a text of one letter that makes it so large. */
    private static byte[] record(final int number, final int size) {
        final String empty = Records.record(1, number, "\"id\":" + number + ",\"note\":\"\"");
        return Records.record(1, number, "\"id\":" + number + ",\"note\":\"" + "x".repeat(size - empty.length()) + "\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void assertTransactions(final TestRunner runner, final long slow, final long fast) {
        assertThat(Stream.of("Slow Transactions", "Fast Transactions")
                        .map(runner::getCounterValue)
                        .map(count -> count == null ? 0 : count))
                .containsExactly(slow, fast);
    }

    @Test
    void ofOneByte() throws Exception {
        final TestRunner runner = runner("BYTE");
        runner.enqueue("\n");
        runner.enqueue("7");
        runner.run();
        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        assertThat(runner.getFlowFilesForRelationship(PutSnowflake.REJECTED)
                        .getFirst()
                        .getContent())
                .contains("not a JSON object");
    }

    @Test
    void recordsOfTheLargestSizeLandAndLargerOnesAreRejected() throws Exception {
        final TestRunner runner = runner("LARGEST");
        runner.enqueue(record(1, 16 * MEGABYTE));
        runner.enqueue(record(2, 16 * MEGABYTE + 1));
        runner.run();
        runner.assertTransferCount(PutSnowflake.SUCCESS, 2);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        assertThat(snowflake.query("SELECT ID FROM LARGEST")).containsExactly("1");
    }

    @Test
    void whereTheAccountTakesMoreSoDoWe() throws Exception {
        final TestRunner runner = runner("LARGER");
        runner.setProperty(ColumnProperties.MAXIMUM_RECORD_SIZE, "128 MB");
        runner.enqueue(record(1, 1000));
        runner.run(1, false, true);
        runner.enqueue(record(2, 40 * MEGABYTE));
        runner.enqueue(record(3, 128 * MEGABYTE + 1));
        runner.run(1, true, false);
        runner.assertTransferCount(PutSnowflake.SUCCESS, 3);
        runner.assertTransferCount(PutSnowflake.REJECTED, 1);
        assertThat(snowflake.query("SELECT ID FROM LARGER WHERE LENGTH(NOTE) > 41000000"))
                .containsExactly("2");
        assertThat(snowflake.count("LARGER")).isEqualTo(2);
        assertThat(snowflake.query("DESC TABLE LARGER"))
                .anyMatch(column -> column.startsWith("NOTE|VARCHAR(134217728)"));
    }

    @Test
    void tenThousandFlowFilesAreOneTransaction() throws Exception {
        final int flowFiles = 10_000;
        final TestRunner runner = runner("MANY");
        for (int number = 0; number < flowFiles; number++) {
            runner.enqueue(Records.record(0, number));
        }
        runner.run();
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, flowFiles);
        assertTransactions(runner, 0, 1);
        assertThat(snowflake.count("MANY")).isEqualTo(flowFiles);
    }

    @Test
    void twoHundredShardsAreOneTransaction() throws Exception {
        final int shards = 200;
        final TestRunner runner = runner("SHARDS");
        for (int round = 0; round < 2; round++) {
            for (int shard = 0; shard < shards; shard++) {
                runner.enqueue(Records.records(shard, round * 10, round * 10 + 2));
            }
            runner.run(1, round == 1, round == 0);
            assertTransactions(runner, 0, round + 1);
        }
        runner.assertAllFlowFilesTransferred(PutSnowflake.SUCCESS, 2 * shards);
        assertThat(snowflake.count("SHARDS")).isEqualTo(2 * 3 * shards);
    }

    /** Most of it blanks within the records, which are compressed to little and which the stand-in does not keep. */
    @Test
    void ofMoreThanTwoGigabytes() throws Exception {
        final int records = 140;
        final int size = 16 * MEGABYTE - 1;
        assertThat((long) records * size).isGreaterThan(Integer.MAX_VALUE);
        final TestRunner runner = runner("GIGABYTES");
        runner.setProperty(BatchProperties.MAXIMUM_AGE, "0 sec");
        final PutSnowflake processor = (PutSnowflake) runner.getProcessor();
        final SharedSessionState queue = new SharedSessionState(processor, new AtomicLong());
        final Watch watch = new Watch(spool);
        final ProcessSessionFactory sessions =
                () -> new MockProcessSession(queue, processor, new MockStateManager(processor)) {
                    @Override
                    public InputStream read(final FlowFile flowFile) {
                        return new SequenceInputStream(Collections.enumeration(IntStream.range(0, records)
                                .mapToObj(number -> new Lazy(() -> {
                                    watch.look();
                                    return padded(number, size);
                                }))
                                .toList()));
                    }
                };
        runner.run(1, false, true);
        queue.getFlowFileQueue().offer(new MockFlowFile(1));
        processor.onTrigger(runner.getProcessContext(), sessions);
        runner.run(1, true, false);

        assertThat(snowflake.query("SELECT COUNT(*), COUNT(DISTINCT ID), MIN(LENGTH(NOTE)) FROM GIGABYTES"))
                .containsExactly(records + "|" + records + "|100000");
        // Three times the largest record, and the text of each: nothing that grows with the content.
        assertThat(watch.heap).as("heap").isLessThan(8L * 16 * MEGABYTE);
        // The content compressed, once, beside the copy of which the upload is made.
        assertThat(watch.files).as("spool files").isLessThan(2L * records * 150_000);
        try (Stream<Path> left = Files.list(spool)) {
            assertThat(left).isEmpty();
        }
    }

    /** With a text that cannot be compressed by much, then blanks. */
    private static byte[] padded(final int number, final int size) {
        final String note = new Random(number)
                .ints(100_000, 'a', 'z')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        final String record = Records.record(1, number, "\"id\":" + number + ",\"note\":\"" + note + "\"");
        return (record.substring(0, record.length() - 1) + " ".repeat(size - record.length()) + "}\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** What was in use at most. */
    private static final class Watch {

        private final Path folder;
        private final long before = HeapProbe.liveHeap();
        private long heap;
        private long files;
        private int looks;

        Watch(final Path folder) {
            this.folder = folder;
        }

        void look() {
            if (looks++ % 20 == 0) {
                heap = Math.max(heap, HeapProbe.liveHeap() - before);
            }
            try (Stream<Path> all = Files.walk(folder)) {
                files = Math.max(
                        files,
                        all.filter(Files::isRegularFile).mapToLong(Watch::size).sum());
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static long size(final Path file) {
            try {
                return Files.size(file);
            } catch (final IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Some content that is made when it is first read, and not kept. */
    private static final class Lazy extends InputStream {

        private final Supplier<byte[]> maker;
        private ByteArrayInputStream made;

        Lazy(final Supplier<byte[]> maker) {
            this.maker = maker;
        }

        private InputStream made() {
            if (made == null) {
                made = new ByteArrayInputStream(maker.get());
            }
            return made;
        }

        @Override
        public int read() throws IOException {
            return made().read();
        }

        @Override
        public int read(final byte[] into, final int from, final int length) throws IOException {
            return made().read(into, from, length);
        }

        @Override
        public void close() {
            made = new ByteArrayInputStream(new byte[0]);
        }
    }
}
