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
package io.shardflow.nifi.snowflake.gap;

import io.shardflow.nifi.snowflake.load.WarehouseException;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Asks the table what {@link LookBudget} allows, and keeps why a question had no answer. Not safe for several threads. */
final class TableQuestions {

    @FunctionalInterface
    interface Question<T> {
        T ask(int seconds) throws WarehouseException;
    }

    private final LookBudget budget;
    private String reason = "";

    /** @param nanoTime as {@link System#nanoTime()} */
    TableQuestions(final LongSupplier nanoTime) {
        this.budget = new LookBudget(nanoTime);
    }

    /** @return empty if it was not allowed or failed */
    <T> Optional<T> ask(final Question<T> question) {
        final int seconds = budget.seconds();
        if (seconds == 0) {
            reason = "the time that may be spent on looking into the table is used up";
            return Optional.empty();
        }
        try {
            return Optional.of(question.ask(seconds));
        } catch (final WarehouseException e) {
            reason = e.getMessage();
            return Optional.empty();
        } finally {
            budget.asked();
        }
    }

    void unknown(final String why) {
        reason = why;
    }

    /** Why what was asked for last could not be found out. */
    String reason() {
        return reason;
    }
}
