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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecondSessionTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final CompletableFuture<Void> given = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Knows when it is closed. */
    private final WarehouseSession session = (WarehouseSession) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {WarehouseSession.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("close")) {
                    closed.complete(null);
                }
                return null;
            });

    /** A pool that has one to give when somebody has given one back. */
    private WarehouseSession open() {
        given.join();
        return session;
    }

    private void requireGivenBack() throws Exception {
        assertThat(closed).isNotDone();
        given.complete(null);
        closed.get(1, TimeUnit.MINUTES);
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void oneThatComesTooLateIsGivenBack() throws Exception {
        assertThatExceptionOfType(NoSecondSessionException.class)
                .isThrownBy(() -> SecondSession.open(this::open, Duration.ZERO))
                .withMessage("none within 0 s");
        requireGivenBack();
    }

    @Test
    void oneThatComesAfterAnInterruptIsGivenBack() throws Exception {
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> SecondSession.open(this::open, LONG))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.STOPPED));
        assertThat(Thread.interrupted()).isTrue();
        requireGivenBack();
    }

    @Test
    void whyThereIsNoneIsTold() {
        assertThatExceptionOfType(NoSecondSessionException.class)
                .isThrownBy(() -> SecondSession.open(
                        () -> {
                            throw new WarehouseException(Kind.PERMANENT, "the user is locked");
                        },
                        LONG))
                .withMessage("the user is locked");
        assertThatExceptionOfType(NoSecondSessionException.class)
                .isThrownBy(() -> SecondSession.open(
                        () -> {
                            throw new IllegalStateException("who knows what is in it");
                        },
                        LONG))
                .withMessage("java.lang.IllegalStateException");
    }

    @Test
    void aStopIsNoWantOfASession() {
        assertThatExceptionOfType(WarehouseException.class)
                .isThrownBy(() -> SecondSession.open(
                        () -> {
                            throw new WarehouseException(Kind.STOPPED, "the processor is being stopped");
                        },
                        LONG))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.STOPPED));
    }
}
