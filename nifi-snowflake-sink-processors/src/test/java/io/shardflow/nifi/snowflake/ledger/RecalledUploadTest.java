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
package io.shardflow.nifi.snowflake.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.shardflow.nifi.snowflake.load.Records;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What becomes of a session on loan that somebody else needs. */
class RecalledUploadTest {

    private static final LoadTimes ONCE = new LoadTimes(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final UploadAhead upload = new UploadAhead(
            null,
            new LoaderRun(ONCE, LoadClock.system(), new ShardClaims(), () -> AttemptId.random("SF")),
            List.of(new Records() {}));

    /** What runs in place of the call of this name. */
    private String name = "";

    private Runnable instead = () -> {};

    private void upload() {
        final WarehouseSession session = (WarehouseSession) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {WarehouseSession.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals(name)) {
                        instead.run();
                    }
                    return null;
                });
        upload.upload(new WarehouseSessions() {
            @Override
            public WarehouseSession open() {
                throw new AssertionError("not on loan");
            }

            @Override
            public WarehouseSession openOnLoan(final Loan loan) {
                return session;
            }
        });
    }

    @Test
    void itGoesBackAtOnceWhenNothingRunsInIt() {
        upload();
        assertThat(upload.recall()).isTrue();
        assertThat(calls).containsExactly("stage", "dropTemporaries", "close");
        assertThat(upload.recall()).isFalse();
    }

    /** So that whoever needs one asks others, too. */
    @Test
    void itGoesBackWhenItsUploadHasEndedWhichWhoeverRecallsItIsTold() {
        name = "stage";
        instead = () -> assertThat(upload.recall()).isFalse();
        upload();
        assertThat(calls).containsExactly("stage", "dropTemporaries", "close");
    }

    @Test
    void whoeverRecallsItHearsNothingOfAnErrorInIt() {
        name = "close";
        instead = () -> {
            throw new IllegalStateException("broken");
        };
        upload();
        assertThatCode(() -> assertThat(upload.recall()).isTrue()).doesNotThrowAnyException();
        assertThat(calls).containsExactly("stage", "dropTemporaries", "close", "discard");
    }
}
