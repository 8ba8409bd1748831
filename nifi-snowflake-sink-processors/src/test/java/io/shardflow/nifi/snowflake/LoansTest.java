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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shardflow.nifi.snowflake.ledger.Loan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.nifi.processor.exception.ProcessException;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What our pool lends, and whom it has it back for: here of four connections. */
class LoansTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private final SnowflakeConnectionPool pool = new SnowflakeConnectionPool();

    /** Somebody who has a connection on loan and gives it back at once. */
    private final class Borrower implements Loan {
        private volatile Connection connection;
        private volatile boolean over;
        private volatile boolean keeps;
        private int asked;

        Borrower lent() {
            connection = pool.lend(Map.of(), this);
            return this;
        }

        @Override
        public boolean recall() {
            if (keeps) {
                return false;
            }
            over = true;
            try {
                connection.close();
            } catch (final SQLException e) {
                throw new IllegalStateException(e);
            }
            return true;
        }

        @Override
        public boolean isOver() {
            asked++;
            return over;
        }
    }

    @BeforeEach
    void enable() throws Exception {
        final TestRunner runner = SnowflakeForTests.runner("T", pool);
        snowflake.login(runner, pool);
        runner.setProperty(pool, "Maximum Connections", "4");
        runner.enableControllerService(pool);
    }

    @Test
    void twoAreLeftForWhoeverComesNext() throws Exception {
        for (int i = 0; i < 2; i++) {
            new Borrower().lent();
        }
        final Borrower oneTooMany = new Borrower();
        assertThatThrownBy(oneTooMany::lent)
                .isInstanceOf(ProcessException.class)
                .hasMessageContaining("no connection is to spare");
        try (Connection third = pool.getConnection();
                Connection last = pool.getConnection()) {
            assertThat(third.isClosed() || last.isClosed()).isFalse();
        }
    }

    @Test
    void whoeverWouldHaveToWaitRecallsTheLastLoanAlone() throws Exception {
        final Borrower first = new Borrower().lent();
        final Borrower last = new Borrower().lent();
        try (Connection third = pool.getConnection();
                Connection fourth = pool.getConnection()) {
            assertThat(first.over || last.over).isFalse();
            try (Connection fifth = pool.getConnection()) {
                assertThat(List.of(third, fourth, fifth)).doesNotContainNull();
                assertThat(last.over).isTrue();
                assertThat(first.over).isFalse();
            }
        }
    }

    @Test
    void whatIsNoLoanAnyMoreIsPassedOver() throws Exception {
        final Borrower first = new Borrower().lent();
        final Borrower last = new Borrower().lent();
        last.keeps = true;
        try (Connection third = pool.getConnection();
                Connection fourth = pool.getConnection();
                Connection fifth = pool.getConnection()) {
            assertThat(List.of(third, fourth, fifth)).doesNotContainNull();
            assertThat(first.over).isTrue();
            assertThat(last.over).isFalse();
        }
    }

    @Test
    void whatIsOverIsNotKept() throws Exception {
        final Borrower borrower = new Borrower().lent();
        borrower.recall();
        pool.getConnection().close();
        final int asked = borrower.asked;
        pool.getConnection().close();
        assertThat(borrower.asked).isEqualTo(asked);
    }

    @Test
    void nothingIsLentWhileSomebodyWaits() throws Exception {
        final Connection[] all = new Connection[4];
        for (int i = 0; i < all.length; i++) {
            all[i] = pool.getConnection();
        }
        final FutureTask<Connection> waiting = new FutureTask<>(pool::getConnection);
        final Thread waiter = Thread.ofPlatform().start(waiting);
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        final Borrower late = new Borrower();
        assertThatThrownBy(late::lent).hasMessageContaining("no connection is to spare");
        all[0].close();
        assertThat(waiting.get(20, TimeUnit.SECONDS).isClosed()).isFalse();
    }
}
