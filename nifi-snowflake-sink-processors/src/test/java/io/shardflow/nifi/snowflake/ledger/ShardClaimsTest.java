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

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.shardflow.nifi.kinesis.metadata.StreamShard;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShardClaimsTest {

    private static final StreamShard A = new StreamShard("s", "a");
    private static final StreamShard B = new StreamShard("s", "b");

    private final ShardClaims claims = new ShardClaims();

    @Test
    void aShardIsClaimedByOneUntilItIsGivenBack() {
        final ShardClaims.Claim first = claims.claim("T", Set.of(A)).orElseThrow();
        assertTrue(claims.claim("T", Set.of(A)).isEmpty());
        first.close();
        assertTrue(claims.claim("T", Set.of(A)).isPresent());
    }

    @Test
    void aClaimTakesAllShardsOrNone() {
        claims.claim("T", Set.of(A)).orElseThrow();
        assertTrue(claims.claim("T", Set.of(A, B)).isEmpty());
        assertTrue(claims.claim("T", Set.of(B)).isPresent());
    }

    @Test
    void anotherTargetAndAnotherStreamAreFree() {
        claims.claim("T", Set.of(A)).orElseThrow();
        assertTrue(claims.claim("U", Set.of(A)).isPresent());
        assertTrue(claims.claim("T", Set.of(new StreamShard("other", "a"))).isPresent());
    }

    @Test
    void closingTwiceDoesNotFreeWhatAnotherHasClaimedSince() {
        final ShardClaims.Claim first = claims.claim("T", Set.of(A)).orElseThrow();
        first.close();
        claims.claim("T", Set.of(A)).orElseThrow();
        first.close();
        assertTrue(claims.claim("T", Set.of(A)).isEmpty());
    }

    @Test
    void allProcessorsOfAJvmShareTheirClaims() {
        assertSame(ShardClaims.ofThisJvm(), ShardClaims.ofThisJvm());
    }
}
