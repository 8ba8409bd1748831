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
package io.shardflow.nifi.kinesis.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.shardflow.nifi.kinesis.ConsumeKinesisStream;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.components.state.StateMap;
import org.apache.nifi.state.MockStateManager;
import org.junit.jupiter.api.Test;

class WorkerIdTest {

    private final WorkerId ids = new WorkerId(new MockStateManager(new ConsumeKinesisStream()));

    @Test
    void isMadeOnceAndKept() throws IOException {
        assertEquals(ids.get(), ids.get());
    }

    @Test
    void isOneForCopiesOfAProcessorThatStartTogether() throws Exception {
        final CountDownLatch both = new CountDownLatch(2);
        final StateManager slow = new MockStateManager(new ConsumeKinesisStream()) {
            @Override
            public StateMap getState(final Scope scope) throws IOException {
                final StateMap found = super.getState(scope);
                both.countDown();
                try {
                    // only copies that do not take turns get past this before the time is over
                    both.await(500, TimeUnit.MILLISECONDS);
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return found;
            }
        };
        try (ExecutorService copies = Executors.newFixedThreadPool(2)) {
            final Future<String> one = copies.submit(() -> new WorkerId(slow).get());
            final Future<String> other = copies.submit(() -> new WorkerId(slow).get());
            assertEquals(one.get(), other.get());
        }
    }

    @Test
    void aRenewedIdReplacesTheOldOne() throws IOException {
        final String old = ids.get();
        final String renewed = ids.renew();
        assertNotEquals(old, renewed);
        assertEquals(renewed, ids.get());
    }
}
