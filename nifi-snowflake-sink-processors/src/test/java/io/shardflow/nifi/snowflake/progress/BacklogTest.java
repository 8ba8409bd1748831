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
package io.shardflow.nifi.snowflake.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final long NOW = 1_795_000_000_000L;

    private final Backlog backlog = new Backlog();

    @Test
    void nothingWaitsInAnEmptyQueue() {
        assertWaits(0, 0);
        backlog.seen(0, Long.MAX_VALUE, NOW);
        assertWaits(0, 0);
    }

    @Test
    void whatATaskHasInHandWaitsUntilItIsSettled() {
        backlog.seen(3, NOW - 9_000, NOW);
        backlog.took("task", 3, NOW - 9_000);
        assertWaits(3, 9_000);
        backlog.settled("task");
        backlog.gaveBack("task");
        assertWaits(0, 0);
    }

    @Test
    void anotherTaskThatDoesNotSeeItDoesNotMakeItForgotten() {
        backlog.seen(3, NOW - 9_000, NOW);
        backlog.took("slow", 3, NOW - 9_000);
        backlog.seen(1, NOW - 10, NOW);
        backlog.took("quick", 1, NOW - 10);
        backlog.settled("quick");
        assertWaits(3, 9_000);
        backlog.seen(0, Long.MAX_VALUE, NOW);
        assertWaits(3, 9_000);
    }

    @Test
    void whatGoesBackWaitsAsBefore() {
        backlog.seen(5, NOW - 9_000, NOW);
        backlog.took("task", 3, NOW - 9_000);
        backlog.seen(2, NOW - 100, NOW);
        assertWaits(5, 9_000);
        backlog.gaveBack("task");
        assertWaits(5, 9_000);
    }

    private void assertWaits(final int flowFiles, final long millis) {
        assertThat(backlog.view().flowFiles()).isEqualTo(flowFiles);
        assertThat(backlog.view().oldestWaits(NOW)).isEqualTo(millis);
    }
}
