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
package io.shardflow.nifi.kinesis.kcl;

import java.time.Duration;

/**
 * How many records of a shard are asked for at a time. An answer that does not come in time would not come with the next call
 * either, if it is the size that takes so long: a slow line, a slow proxy, a service without power. So half as many are
 * asked for after each silence, and twice as many after each answer that was quick, up to the setting. An answer that is
 * neither late nor quick leaves the size as it is: twice of it might be late.
 *
 * <p><b>Threading.</b> The shard's fetching thread.
 */
final class AnswerSize {

    /** A quarter of the silence that is borne, so that twice the size is far from it. */
    static final Duration QUICK = Duration.ofSeconds(2);

    private final int most;
    private int records;

    /** @param most Max Records Per Request, above 0 */
    AnswerSize(final int most) {
        this.most = most;
        this.records = most;
    }

    int records() {
        return records;
    }

    void answered(final Duration took) {
        if (took.compareTo(QUICK) < 0) {
            records = (int) Math.min(most, 2L * records);
        }
    }

    void unanswered() {
        records = Math.max(1, records / 2);
    }
}
