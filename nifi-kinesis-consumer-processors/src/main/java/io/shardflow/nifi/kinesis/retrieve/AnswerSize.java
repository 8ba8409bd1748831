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
package io.shardflow.nifi.kinesis.retrieve;

/**
 * How many records of a shard are asked for at a time. An answer that does not come in time would not come with the next call
 * either, if it is the size that takes so long: a slow line, a slow proxy, a service without power. If it is not the size,
 * fewer records help nothing. How long an answer takes does not tell which it is, so the size is found by trial: half as
 * many are asked for after each silence, twice as many after as many answers in a row as patience asks for, up to the setting.
 * A trial that ends in silence ends with the size before it and doubles the patience; one that is borne out by as many answers
 * makes it start at one again, and so does a silence without a trial: what was known before it holds no more.
 *
 * <p><b>Threading.</b> The shard's fetching thread.
 */
final class AnswerSize {

    /** Answers in a row; a size that was once too much is tried again that often, as whatever made it slow may have passed. */
    static final int MOST_PATIENCE = 256;

    private final int most;
    private int records;
    private int patience = 1;
    private int answers;

    /** What was asked for before the size that is on trial; 0: none is. */
    private int before;

    /** @param most Max Records Per Request, above 0 */
    AnswerSize(final int most) {
        this.most = most;
        this.records = most;
    }

    int records() {
        return records;
    }

    void answered() {
        answers++;
        if (answers < patience) {
            return;
        }
        answers = 0;
        if (before > 0) {
            before = 0;
            patience = 1;
        }
        if (records < most) {
            before = records;
            records = (int) Math.min(most, 2L * records);
        }
    }

    void unanswered() {
        if (before > 0) {
            records = before;
            patience = Math.min(MOST_PATIENCE, 2 * patience);
        } else {
            records = Math.max(1, records / 2);
            patience = 1;
        }
        before = 0;
        answers = 0;
    }
}
