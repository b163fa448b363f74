/** One model inside a worker process: its session, and what explains it. Live inference and the backtest both run this. */
import { must } from '../../../shared/base/assert.ts';
import { thinned } from '../../../shared/explain/methods.ts';
import { modelInteractions } from '../../../shared/explain/model-interactions.ts';
import { networkShareOf } from '../../../shared/explain/tolerance.ts';
import type { Model } from '../../../shared/models/model.ts';
import { answerFlip } from '../explain/answer-flip.ts';
import { answerWhatIf } from '../explain/answer-what-if.ts';
import type { ExplainedRow } from '../../../shared/explain/explained-row.ts';
import { HeadExplainers } from '../explain/head-explainers.ts';
import type { Answers, Question, QuestionOf } from '../explain/questions.ts';
import { openScoringSession, type ScoringSession } from './scoring-session.ts';

export interface SessionModel {
  readonly bytes: Uint8Array;
  /** Rows that stand for 'not known', as the model sees them. */
  readonly background: readonly Float32Array[];
}

export class ModelSession {
  readonly session: ScoringSession;
  private readonly background: readonly Float32Array[];
  private readonly explainers: HeadExplainers;

  private constructor(session: ScoringSession, background: readonly Float32Array[], networkShare: number) {
    this.session = session;
    this.background = background;
    this.explainers = new HeadExplainers(session.heads, background, { ...session.arithmetic, networkShare });
  }

  /** Throws with the reason when the bytes make no session. */
  static async open({ bytes, background }: SessionModel): Promise<ModelSession> {
    const session = await openScoringSession({ bytes });
    return new ModelSession(session, background, await networkShareIn(session, background));
  }

  /** Margins, rows x heads. */
  score(features: Float32Array, rows: number): Promise<Float32Array> {
    return this.session.score(features, rows);
  }

  /** Throws with the reason where a question cannot be answered. */
  answer(question: Question): Promise<Answers[keyof Answers]> {
    switch (question.kind) {
      case 'explain': return this.explain(question);
      case 'interactions': return Promise.resolve(this.interactions(question));
      case 'whatIf': return Promise.resolve(answerWhatIf(this.head(question), question));
      case 'flip': return answerFlip(this.head(question), question, async (row) => (await this.score(row, 1))[question.head] ?? NaN);
    }
  }

  async explain({ head, method, rows, features, groups }: Omit<QuestionOf<'explain'>, 'kind'>): Promise<readonly ExplainedRow[]> {
    if (method === 'tree-path-dependent' && !this.session.coversKnown) throw new Error('the file does not say how many training rows reached each node');
    const { width, heads } = this.session;
    const margins = await this.score(features, rows);
    return Array.from({ length: rows }, (_, i) => {
      const row = features.subarray(i * width, (i + 1) * width);
      return this.explainers.explain(head, method, row, margins[i * heads.length + head] ?? NaN, groups);
    });
  }

  private interactions(question: QuestionOf<'interactions'>): Answers['interactions'] {
    const { features, groups } = question;
    const background = groups ? thinned(this.background, groups.length) : this.background;
    const found = modelInteractions(this.head(question), features, groups ? { background, groups } : { background });
    if (found.kind === 'refused') throw new Error(found.reason);
    return { matrix: found.values };
  }

  private head({ head }: { readonly head: number }): Model {
    return must(this.session.heads[head], 'the head is one of the model');
  }
}

/** How far the runtime's float32 sums are from the evaluators on the rows at hand. */
async function networkShareIn({ heads, width, score }: ScoringSession, rows: readonly Float32Array[]): Promise<number> {
  const isAsked = heads.some((head) => head.kind === 'network');
  const x = new Float32Array(rows.length * width);
  rows.forEach((row, i) => x.set(row, i * width));
  const said = isAsked ? await score(x, rows.length) : x;
  return networkShareOf(heads, rows, (row, head) => said[row * heads.length + head] ?? NaN);
}
