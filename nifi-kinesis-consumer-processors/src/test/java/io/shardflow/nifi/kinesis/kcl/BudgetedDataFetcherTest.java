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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.buffer.BufferedRecord;
import io.shardflow.nifi.kinesis.buffer.ByteBudget;
import io.shardflow.nifi.kinesis.buffer.FetchLedger;
import io.shardflow.nifi.kinesis.metadata.Position;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.DataFetcherResult;
import software.amazon.kinesis.retrieval.GetRecordsResponseAdapter;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetryableRetrievalException;
import software.amazon.kinesis.retrieval.polling.DataFetcher;

class BudgetedDataFetcherTest {

    private static final int MAX_RECORDS = 100;
    private static final long WORST_CASE = FetchLedger.worstCase(MAX_RECORDS);

    private final ByteBudget budget = new ByteBudget(WORST_CASE);
    private final FetchLedger ledger = new FetchLedger(budget, MAX_RECORDS);
    private boolean shardEnd;
    private int calls;

    @Test
    void keepsTheBytesOfAnAnswerAndGivesTheRestOfTheReservationBack() {
        fetcher(() -> answer(1000, 500)).getRecords();

        final long kept = BufferedRecord.charge(1000) + BufferedRecord.charge(500);
        assertEquals(kept, budget.used());
        assertEquals(kept, ledger.handedOn(new Position("101", Long.MAX_VALUE)));
    }

    @Test
    void asksForNothingWhileTheBudgetIsUsedUp() {
        budget.take(1);

        assertThrows(RetryableRetrievalException.class, () -> fetcher(() -> answer(1))
                .getRecords());
        assertEquals(0, calls);
        assertEquals(1, budget.used());
    }

    @Test
    void givesEverythingBackWhenTheCallFails() {
        final IllegalStateException failure = new IllegalStateException("throttled");

        assertSame(failure, assertThrows(IllegalStateException.class, () -> fetcher(() -> {
                    throw failure;
                })
                .getRecords()));
        assertEquals(0, budget.used());
    }

    @Test
    void givesEverythingBackWhenTheAnswerIsEmpty() {
        fetcher(BudgetedDataFetcherTest::answer).getRecords();

        assertEquals(0, budget.used());
    }

    @Test
    void anEndedShardNeedsNoBytes() {
        budget.take(WORST_CASE);
        shardEnd = true;

        fetcher(BudgetedDataFetcherTest::answer).getRecords();

        assertEquals(1, calls);
    }

    @Test
    void givesTheBytesOfDroppedAnswersBackWhenTheIteratorIsReset() {
        final BudgetedDataFetcher fetcher = fetcher(() -> answer(1000));
        fetcher.getRecords();
        assertTrue(budget.used() > 0);

        fetcher.resetIterator("iterator", "100", null);

        assertEquals(0, budget.used());
    }

    private BudgetedDataFetcher fetcher(final Supplier<DataFetcherResult> answers) {
        final DataFetcher plain = fake(DataFetcher.class, method -> {
            if (method.equals("isShardEndReached")) {
                return shardEnd;
            }
            if (method.equals("getRecords")) {
                calls++;
                return answers.get();
            }
            return null;
        });
        return new BudgetedDataFetcher(plain, ledger);
    }

    /** An answer with records of these payload sizes, at 100, 101, … */
    private static DataFetcherResult answer(final int... sizes) {
        final List<KinesisClientRecord> records = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            records.add(KinesisClientRecord.builder()
                    .sequenceNumber(Integer.toString(100 + i))
                    .partitionKey("key")
                    .data(ByteBuffer.allocate(sizes[i]))
                    .build());
        }
        final GetRecordsResponseAdapter adapter =
                fake(GetRecordsResponseAdapter.class, method -> method.equals("records") ? records : null);
        return fake(DataFetcherResult.class, method -> method.equals("getResultAdapter") ? adapter : null);
    }

    private interface Answers {
        Object to(String method);
    }

    private static <T> T fake(final Class<T> type, final Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.to(method.getName())));
    }
}
