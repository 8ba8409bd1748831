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

import io.shardflow.nifi.snowflake.load.DeliveryGuarantee;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds or makes the ledger (point 3), after the target was found fit (point 14). The only place that makes one. */
final class LedgerStart {

    private final WarehouseSession session;
    private final DeliveryGuarantee guarantee;
    private final AttemptNames names;
    private final Set<AttemptId> begun = new HashSet<>();

    LedgerStart(final WarehouseSession session, final DeliveryGuarantee guarantee, final AttemptNames names) {
        this.session = session;
        this.guarantee = guarantee;
        this.names = names;
    }

    /** Names of the transactions that a failure may have left open. */
    Set<AttemptId> begun() {
        return begun;
    }

    private AttemptId name() {
        final AttemptId name = names.get();
        begun.add(name);
        return name;
    }

    /**
     * After a failure a transaction may be open: the caller discards the session.
     *
     * @param required LEDGER_ID of the ledger that this run has used before; empty: it is made if there is none
     * @throws WarehouseException PERMANENT with all reasons if the target is refused, LEDGER_GONE if the required ledger is
     *     not there, TRANSIENT or LOCK_TIMEOUT if another node is faster or holds the lock
     */
    Ledger open(final Optional<String> required) throws WarehouseException {
        final TargetFacts facts = check(session, guarantee);
        final LedgerContent content;
        if (required.isPresent()) {
            content = find(required.get());
        } else {
            session.createLedger(name(), facts.created());
            content = session.readLedger(Set.of());
        }
        if (!content.targetCreated().equals(facts.created())) {
            forgetFormerTarget(content, facts.created(), name());
        }
        return new Ledger(content.ledgerId(), facts.created());
    }

    /**
     * Whether the guarantee can be kept on the target; the ledger is not touched.
     *
     * @throws WarehouseException PERMANENT with all reasons if not
     */
    static TargetFacts check(final WarehouseSession session, final DeliveryGuarantee guarantee)
            throws WarehouseException {
        final TargetFacts facts = session.targetFacts();
        if (guarantee == DeliveryGuarantee.EXACTLY_ONCE) {
            final List<String> problems = TargetRules.problems(facts);
            if (!problems.isEmpty()) {
                throw new WarehouseException(Kind.PERMANENT, String.join(" ", problems));
            }
        }
        return facts;
    }

    /** Others still run, each with what it knows of the ledger: none may be made beside them. */
    private LedgerContent find(final String ledgerId) throws WarehouseException {
        final LedgerContent content;
        try {
            content = session.readLedger(Set.of());
        } catch (final WarehouseException e) {
            throw e.kind() == Kind.LEDGER_GONE ? new WarehouseException(Kind.LEDGER_GONE, Ledger.GONE, e) : e;
        }
        if (!content.ledgerId().equals(ledgerId)) {
            throw new WarehouseException(Kind.LEDGER_GONE, Ledger.GONE);
        }
        return content;
    }

    /**
     * The target is another table than the one that the ledger's rows speak of, perhaps one with rows above them. Without
     * rows every shard starts with a look for its highest position; nodes that still run lose their next set. An
     * acknowledged COMMIT of a transaction that was ended from outside would leave rows that nobody may believe, so the guard
     * is read once more.
     */
    private void forgetFormerTarget(final LedgerContent content, final String created, final AttemptId attempt)
            throws WarehouseException {
        final OpenTransaction transaction = OpenTransaction.begin(session, attempt);
        if (transaction.lock(content.ledgerId())) {
            session.clearLedger();
            if (transaction.setGuard(content.ledgerId(), content.guardToken(), created)) {
                transaction.commitUnproven();
                if (session.readLedger(Set.of()).guardToken().equals(attempt.value())) {
                    return;
                }
            }
        }
        session.rollback();
        throw new WarehouseException(
                Kind.TRANSIENT, "Another node changed the ledger, or the transaction was ended, at the same time");
    }
}
