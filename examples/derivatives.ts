/**
 * Derivatives of derivatives: the Hessian of a function, Newton's method with it, and a check of one's own derivative
 * against difference quotients.
 */
import { customVjp, grad, gradcheck, hessian } from '@infograd/autograd';
import {
  div,
  exp,
  mul,
  random,
  reference,
  setDefaultBackend,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
} from '@infograd/tensor';

// Double precision lives on the reference backend.
setDefaultBackend(reference());

/** Smallest where x = ln 2. */
const f = (x: Tensor): Tensor => sum(sub(exp(x), mul(x, 2)));

let x = tensor([0], { dtype: 'float64' });
for (let i = 0; i < 6; i++) x = sub(x, div(grad(f)(x), sum(hessian(f)(x), { axis: 0 })));
console.log(`Newton's method found ${x.toArray()}; ln 2 is ${Math.LN2}`);

const cube = customVjp(
  (t) => mul(t, square(t)),
  (g, { inputs: [t] }) => [mul(g, mul(square(t), 3))],
);
console.log(
  `a derivative of one's own is off by ${gradcheck(cube, [random(1).normal([4])], { order: 2 }).toExponential(0)}`,
);
