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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TroubleTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Trouble trouble = new Trouble();

    @Test
    void reportsACauseOnceUntilItChangesOrLasts() {
        assertThat(trouble.failed("LOCKED", 0)).isTrue();
        assertThat(trouble.failed("LOCKED", SECOND)).isFalse();
        assertThat(trouble.failed("TRANSIENT", 2 * SECOND)).isTrue();
        assertThat(trouble.failed("TRANSIENT", 301 * SECOND)).isFalse();
        assertThat(trouble.failed("TRANSIENT", 302 * SECOND)).isTrue();
        assertThat(trouble.failed("TRANSIENT", 303 * SECOND)).isFalse();
    }

    @Test
    void tasksThatFailAlternatelyForTwoCausesReportEachOnce() {
        assertThat(trouble.failed("LOCKED", 0)).isTrue();
        assertThat(trouble.failed("TRANSIENT", SECOND)).isTrue();
        assertThat(trouble.failed("LOCKED", 2 * SECOND)).isFalse();
        assertThat(trouble.failed("TRANSIENT", 3 * SECOND)).isFalse();
        assertThat(trouble.failed("LOCKED", 300 * SECOND)).isTrue();
    }

    @Test
    void theEndIsTheEndOnceAndWhatComesAfterItIsReported() {
        trouble.failed("LOCKED", 0);
        assertThat(trouble.ended()).isTrue();
        assertThat(trouble.ended()).isFalse();
        assertThat(trouble.failed("TRANSIENT", SECOND)).isTrue();
        assertThat(trouble.ended()).isTrue();
        assertThat(trouble.failed("LOCKED", 300 * SECOND)).isTrue();
        assertThat(trouble.ended()).isTrue();
    }

    /** One shard of the table is loaded, another one is not. */
    @Test
    void loadsThatWorkAndFailInTurnAreReportedOnce() {
        int reported = 0;
        int ended = 0;
        for (int second = 0; second < 600; second += 2) {
            reported += trouble.failed("LOCKED", second * SECOND) ? 1 : 0;
            ended += trouble.ended() ? 1 : 0;
        }
        assertThat(reported).isEqualTo(2);
        assertThat(ended).isEqualTo(2);
    }

    @Test
    void waitsLongerWithEachTryUpToABound() {
        assertThat(trouble.isWaiting(0)).isFalse();
        trouble.failed("LOCKED", 0);
        assertThat(trouble.isWaiting(SECOND - 1)).isTrue();
        assertThat(trouble.isWaiting(SECOND)).isFalse();
        trouble.failed("LOCKED", 0);
        assertThat(trouble.isWaiting(SECOND)).isTrue();
        assertThat(trouble.isWaiting(2 * SECOND)).isFalse();
        for (int i = 0; i < 50; i++) {
            trouble.failed("LOCKED", 0);
        }
        assertThat(trouble.isWaiting(30 * SECOND - 1)).isTrue();
        assertThat(trouble.isWaiting(30 * SECOND)).isFalse();
    }

    @Test
    void nothingWaitsAfterTheEnd() {
        trouble.failed("LOCKED", 0);
        trouble.ended();
        assertThat(trouble.isWaiting(0)).isFalse();
    }
}
