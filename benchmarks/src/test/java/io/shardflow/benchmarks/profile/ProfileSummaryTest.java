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
package io.shardflow.benchmarks.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.benchmarks.measure.MeasuredProcess;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileSummaryTest {

    private static volatile Object kept;

    @TempDir
    private Path folder;

    @Test
    void findsTheThreadAndTheMethodThatAreAtWork() throws InterruptedException {
        final FlightRecording recording =
                new FlightRecording(new MeasuredProcess(ProcessHandle.current().pid()), folder.resolve("own.jfr"));
        recording.start();
        Thread.ofPlatform().name("busy-17").start(ProfileSummaryTest::sort).join();
        final var tables = ProfileSummary.of(recording.stop()).tables();
        assertThat(tables.getFirst().plain()).contains("busy-N");
        assertThat(tables.get(1).plain()).contains("java.util");
        assertThat(tables.get(3).plain()).contains(ProfileSummaryTest.class.getName() + ".sort");
    }

    private static void sort() {
        final SplittableRandom random = new SplittableRandom(1);
        final long end = System.nanoTime() + 3_000_000_000L;
        while (System.nanoTime() < end) {
            java.util.Arrays.sort(random.ints(100_000).toArray());
        }
    }

    @Test
    void whatAThreadAllocatedBeforeTheRecordingDoesNotCount() throws InterruptedException {
        final FlightRecording recording =
                new FlightRecording(new MeasuredProcess(ProcessHandle.current().pid()), folder.resolve("own.jfr"));
        final CountDownLatch allocated = new CountDownLatch(1);
        final CountDownLatch recorded = new CountDownLatch(1);
        final Thread thread = Thread.ofPlatform().start(() -> {
            allocate(2_000_000, long[]::new);
            allocated.countDown();
            awaitUninterruptibly(recorded);
            allocate(50_000, short[]::new);
            allocate(1_000_000, byte[]::new);
        });
        allocated.await();
        recording.start();
        recorded.countDown();
        thread.join();

        assertThat(ProfileSummary.of(recording.stop()).tables().get(4).plain().lines())
                .element(1)
                .asString()
                .endsWith("[B");
    }

    private static void allocate(final int times, final IntFunction<Object> array) {
        for (int i = 0; i < times; i++) {
            kept = array.apply(256);
        }
    }

    private static void awaitUninterruptibly(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void threadsOfAPoolAreOneGroup() {
        assertThat(ProfileSummary.groupOf("Timer-Driven Process Thread-7")).isEqualTo("Timer-Driven Process Thread-N");
        assertThat(ProfileSummary.groupOf("aws-java-sdk-NettyEventLoop-0-1"))
                .isEqualTo("aws-java-sdk-NettyEventLoop-N-N");
    }
}
