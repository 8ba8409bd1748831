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
package io.shardflow.probe.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import io.shardflow.probe.Answer.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockChecksTest {

    @ParameterizedTest
    @CsvSource({
        "LOCK_TIMEOUT, 10, HOLDS",
        "LOCK_TIMEOUT, 14, HOLDS",
        "LOCK_TIMEOUT, 0, DIFFERS",
        "LOCK_TIMEOUT, 43, DIFFERS",
        "TRANSIENT, 10, DIFFERS"
    })
    void aLockIsRefusedBecauseOfLockTimeoutOnlyWhenThatIsOver(
            final Kind kind, final int seconds, final Verdict verdict) {
        assertThat(LockChecks.excluded(new WarehouseException(kind, "no"), Duration.ofSeconds(seconds))
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void aLockThatAnotherTransactionWaitsForIsNotTheChecks() {
        final List<Map<String, String>> locks = List.of(
                Map.of("transaction", "17", "status", "HOLDING"), Map.of("transaction", "18", "status", "WAITING"));
        assertThat(LockChecks.isWaiting(locks, "18")).isTrue();
        assertThat(LockChecks.isWaiting(locks, "17")).isFalse();
        assertThat(LockChecks.isWaiting(locks, "19")).isFalse();
    }
}
