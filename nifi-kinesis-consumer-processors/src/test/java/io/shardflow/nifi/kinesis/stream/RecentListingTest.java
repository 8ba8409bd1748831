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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;

class RecentListingTest {

    private static final StreamIdentity STREAM = new StreamIdentity("arn:stream/orders", 1000);

    private final List<String> calls = new ArrayList<>();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);
    private RuntimeException refusal;

    private final StreamDirectory directory = new StreamDirectory() {
        @Override
        public StreamIdentity describe() {
            calls.add("describe");
            return STREAM;
        }

        @Override
        public Listing list() {
            calls.add("list");
            if (refusal != null) {
                throw refusal;
            }
            return new Listing(List.of(new ShardInfo("a", List.of(), true, "0", "1")), 0);
        }

        @Override
        public Set<String> since(final long millis) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public boolean hasRecord(final String shardId, final String sequenceNumber) {
            throw new UnsupportedOperationException("not asked here");
        }

        @Override
        public void tryListing() {}
    };

    private final RecentListing recent = new RecentListing(directory, Duration.ofSeconds(1), now::get);

    @Test
    void twoHundredShardsThatEndAtOnceCostOneListingAndThenOneDescription() throws Exception {
        final CountDownLatch go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(200)) {
            final List<Future<RecentListing.View>> views = new ArrayList<>();
            for (int shard = 0; shard < 200; shard++) {
                views.add(threads.submit(() -> {
                    go.await();
                    return recent.get();
                }));
            }
            go.countDown();
            for (final Future<RecentListing.View> view : views) {
                assertEquals(STREAM, view.get().stream());
                assertEquals("a", view.get().shards().getFirst().shardId());
            }
        }
        assertEquals(List.of("list", "describe"), calls);
    }

    @Test
    void aShardThatIsNotInTheRecentListingMayBeNewerThanIt() {
        recent.get();
        assertTrue(recent.showing("child").shard("child").isEmpty());
        assertEquals(List.of("list", "describe", "list", "describe"), calls);
        assertTrue(recent.showing("a").shard("a").isPresent());
        assertEquals(4, calls.size());
    }

    @Test
    void afterASecondTheStreamIsAskedAgain() {
        recent.get();
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        recent.get();
        assertEquals(2, calls.size());
        now.incrementAndGet();
        recent.get();
        assertEquals(4, calls.size());
    }

    @Test
    void aRefusalIsNotRepeatedForEveryShardAndIsForgottenAfterASecond() {
        refusal = LimitExceededException.builder().message("too many").build();
        assertThrows(LimitExceededException.class, recent::get);
        assertThrows(LimitExceededException.class, recent::get);
        assertEquals(List.of("list"), calls);
        refusal = null;
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertEquals(STREAM, recent.get().stream());
    }
}
