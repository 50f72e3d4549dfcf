"""A table of integrals that are special functions; every line is an identity.

Source: definitions of the functions (DLMF 6, 7, 8, 19, 25.12) and one or two integrations by parts against elementary
factors. Letters as in ``identity_lines``.
"""

from __future__ import annotations

from training.data.identity_lines import family

LINES: dict[str, str] = {
    "error functions": """
exp(-a**2*x**2) | sqrt(pi)*erf(a*x)/(2*a)
exp(a**2*x**2) | sqrt(pi)*erfi(a*x)/(2*a)
exp(-a*x**2) | sqrt(pi)*erf(sqrt(a)*x)/(2*sqrt(a))
exp(a*x**2) | sqrt(pi)*erfi(sqrt(a)*x)/(2*sqrt(a))
exp(-(x + p)**2/a) | sqrt(pi*a)*erf((x + p)/sqrt(a))/2
exp(-a*x**2 + p*x) | sqrt(pi)*exp(p**2/(4*a))*erf(sqrt(a)*x - p/(2*sqrt(a)))/(2*sqrt(a))
exp(a*x**2 + p*x) | sqrt(pi)*exp(-p**2/(4*a))*erfi(sqrt(a)*x + p/(2*sqrt(a)))/(2*sqrt(a))
x**2*exp(-a*x**2) | -x*exp(-a*x**2)/(2*a) + sqrt(pi)*erf(sqrt(a)*x)/(4*a**(3/2))
x**2*exp(a*x**2) | x*exp(a*x**2)/(2*a) - sqrt(pi)*erfi(sqrt(a)*x)/(4*a**(3/2))
x**4*exp(-a*x**2) | -(x**3/(2*a) + 3*x/(4*a**2))*exp(-a*x**2) + 3*sqrt(pi)*erf(sqrt(a)*x)/(8*a**(5/2))
(p + q*x)*exp(-a*x**2) | p*sqrt(pi)*erf(sqrt(a)*x)/(2*sqrt(a)) - q*exp(-a*x**2)/(2*a)
exp(-a*x**2)/x**2 | -exp(-a*x**2)/x - sqrt(pi*a)*erf(sqrt(a)*x)
exp(a*x**2)/x**2 | -exp(a*x**2)/x + sqrt(pi*a)*erfi(sqrt(a)*x)
exp(-a*x)/sqrt(x) | sqrt(pi)*erf(sqrt(a)*sqrt(x))/sqrt(a)
exp(a*x)/sqrt(x) | sqrt(pi)*erfi(sqrt(a)*sqrt(x))/sqrt(a)
sqrt(x)*exp(-a*x) | -sqrt(x)*exp(-a*x)/a + sqrt(pi)*erf(sqrt(a)*sqrt(x))/(2*a**(3/2))
sqrt(x)*exp(a*x) | sqrt(x)*exp(a*x)/a - sqrt(pi)*erfi(sqrt(a)*sqrt(x))/(2*a**(3/2))
exp(-a*x)/x**(3/2) | -2*exp(-a*x)/sqrt(x) - 2*sqrt(pi*a)*erf(sqrt(a)*sqrt(x))
exp(-a/x**2) | x*exp(-a/x**2) + sqrt(pi*a)*erf(sqrt(a)/x)
exp(-a/x**2)/x**2 | -sqrt(pi)*erf(sqrt(a)/x)/(2*sqrt(a))
exp(-a**2*x**2 - b**2/x**2) | sqrt(pi)*(exp(2*a*b)*erf(a*x + b/x) + exp(-2*a*b)*erf(a*x - b/x))/(4*a)
erf(a*x) | x*erf(a*x) + exp(-a**2*x**2)/(a*sqrt(pi))
erfc(a*x) | x*erfc(a*x) - exp(-a**2*x**2)/(a*sqrt(pi))
erfi(a*x) | x*erfi(a*x) - exp(a**2*x**2)/(a*sqrt(pi))
x*erf(x) | x**2*erf(x)/2 - erf(x)/4 + x*exp(-x**2)/(2*sqrt(pi))
x**2*erf(x) | x**3*erf(x)/3 + (x**2 + 1)*exp(-x**2)/(3*sqrt(pi))
exp(-x**2)*erf(x) | sqrt(pi)*erf(x)**2/4
exp(p*x)*erf(a*x) | exp(p*x)*erf(a*x)/p - exp(p**2/(4*a**2))*erf(a*x - p/(2*a))/p
erf(x)**2 | x*erf(x)**2 + 2*exp(-x**2)*erf(x)/sqrt(pi) - sqrt(2)*erf(sqrt(2)*x)/sqrt(pi)
exp(-log(x)**2) | sqrt(pi)*exp(1/4)*erf(log(x) - 1/2)/2
1/sqrt(log(x)) | sqrt(pi)*erfi(sqrt(log(x)))
sqrt(log(x)) | x*sqrt(log(x)) - sqrt(pi)*erfi(sqrt(log(x)))/2
sqrt(-log(x)) | x*sqrt(-log(x)) - sqrt(pi)*erf(sqrt(-log(x)))/2
sinh(a*x**2) | sqrt(pi)*(erfi(sqrt(a)*x) - erf(sqrt(a)*x))/(4*sqrt(a))
cosh(a*x**2) | sqrt(pi)*(erfi(sqrt(a)*x) + erf(sqrt(a)*x))/(4*sqrt(a))
(b + 1)**(-x**2) | sqrt(pi)*erf(sqrt(log(b + 1))*x)/(2*sqrt(log(b + 1)))
""",
    "exponential and logarithmic integrals": """
exp(q*x)/x | Ei(q*x)
exp(q*x + p)/x | exp(p)*Ei(q*x)
exp(q*x)/(x + p) | exp(-p*q)*Ei(q*x + p*q)
exp(q*x)/x**2 | -exp(q*x)/x + q*Ei(q*x)
exp(q*x)/x**3 | -exp(q*x)/(2*x**2) - q*exp(q*x)/(2*x) + q**2*Ei(q*x)/2
exp(q*x)/(x + p)**2 | -exp(q*x)/(x + p) + q*exp(-p*q)*Ei(q*x + p*q)
x*exp(q*x)/(x + p) | exp(q*x)/q - p*exp(-p*q)*Ei(q*x + p*q)
exp(q*x)/(x*(x + p)) | (Ei(q*x) - exp(-p*q)*Ei(q*x + p*q))/p
exp(q*x)/(x**2 - a**2) | (exp(a*q)*Ei(q*x - a*q) - exp(-a*q)*Ei(q*x + a*q))/(2*a)
exp(q*x)*(p + 1/x) | p*exp(q*x)/q + Ei(q*x)
exp(q*x)*log(x) | exp(q*x)*log(x)/q - Ei(q*x)/q
x*exp(x)*log(x) | (x - 1)*exp(x)*log(x) - exp(x) + Ei(x)
exp(q*x)*log(x + p) | exp(q*x)*log(x + p)/q - exp(-p*q)*Ei(q*x + p*q)/q
exp(q*x**k)/x | Ei(q*x**k)/k
exp(q/x) | x*exp(q/x) - q*Ei(q/x)
exp(q/x)/x | -Ei(q/x)
x*exp(q/x) | (x**2 + q*x)*exp(q/x)/2 - q**2*Ei(q/x)/2
exp(exp(x)) | Ei(exp(x))
exp(q*exp(p*x)) | Ei(q*exp(p*x))/p
(b + 1)**x/x | Ei(x*log(b + 1))
1/log(x) | li(x)
1/log(a*x) | li(a*x)/a
x**n/log(x) | Ei((n + 1)*log(x))
1/(p + log(x)) | exp(-p)*Ei(p + log(x))
1/log(x)**2 | li(x) - x/log(x)
1/log(x)**3 | li(x)/2 - x/(2*log(x)) - x/(2*log(x)**2)
x/log(x)**2 | 2*Ei(2*log(x)) - x**2/log(x)
log(log(x)) | x*log(log(x)) - li(x)
x*log(log(x)) | x**2*log(log(x))/2 - Ei(2*log(x))/2
Ei(q*x) | x*Ei(q*x) - exp(q*x)/q
x*Ei(x) | x**2*Ei(x)/2 - x*exp(x)/2 + exp(x)/2
exp(-x)*Ei(x) | -exp(-x)*Ei(x) + log(x)
Ei(q*x)/x**2 | -Ei(q*x)/x - exp(q*x)/x + q*Ei(q*x)
li(x) | x*li(x) - Ei(2*log(x))
li(x)/x | log(x)*li(x) - x
(1 + x)*exp(x)/x**2 | 2*Ei(x) - exp(x)/x
""",
    "sine, cosine and hyperbolic integrals": """
sin(a*x)/x | Si(a*x)
cos(a*x)/x | Ci(a*x)
sin(a*x + p)/x | sin(p)*Ci(a*x) + cos(p)*Si(a*x)
cos(a*x + p)/x | cos(p)*Ci(a*x) - sin(p)*Si(a*x)
sin(a*x)/(x + p) | cos(a*p)*Si(a*x + a*p) - sin(a*p)*Ci(a*x + a*p)
cos(a*x)/(x + p) | cos(a*p)*Ci(a*x + a*p) + sin(a*p)*Si(a*x + a*p)
sin(a*x)/x**2 | -sin(a*x)/x + a*Ci(a*x)
cos(a*x)/x**2 | -cos(a*x)/x - a*Si(a*x)
sin(a*x)/x**3 | -sin(a*x)/(2*x**2) - a*cos(a*x)/(2*x) - a**2*Si(a*x)/2
cos(a*x)/x**3 | -cos(a*x)/(2*x**2) + a*sin(a*x)/(2*x) - a**2*Ci(a*x)/2
(p + q*x)*sin(a*x)/x | p*Si(a*x) - q*cos(a*x)/a
(p + q*x)*cos(a*x)/x | p*Ci(a*x) + q*sin(a*x)/a
x*sin(a*x)/(x + p) | -cos(a*x)/a - p*cos(a*p)*Si(a*x + a*p) + p*sin(a*p)*Ci(a*x + a*p)
sin(a*x**k)/x | Si(a*x**k)/k
cos(a*x**k)/x | Ci(a*x**k)/k
sin(a*x)*log(x) | -cos(a*x)*log(x)/a + Ci(a*x)/a
cos(a*x)*log(x) | sin(a*x)*log(x)/a - Si(a*x)/a
sin(x)**2/x | log(x)/2 - Ci(2*x)/2
cos(x)**2/x | log(x)/2 + Ci(2*x)/2
sin(x)**2/x**2 | -sin(x)**2/x + Si(2*x)
cos(x)**2/x**2 | -cos(x)**2/x - Si(2*x)
sin(x)*cos(x)/x | Si(2*x)/2
sin(x)**3/x | 3*Si(x)/4 - Si(3*x)/4
cos(x)**3/x | 3*Ci(x)/4 + Ci(3*x)/4
sin(a*x)*cos(b*x)/x | Si((a + b)*x)/2 + Si((a - b)*x)/2
(1 - cos(a*x))/x | log(x) - Ci(a*x)
(1 - cos(x))/x**2 | -(1 - cos(x))/x + Si(x)
sin(a/x) | x*sin(a/x) - a*Ci(a/x)
cos(a/x) | x*cos(a/x) + a*Si(a/x)
sin(exp(x)) | Si(exp(x))
cos(exp(x)) | Ci(exp(x))
sin(a*log(x))/log(x)/x | Si(a*log(x))
Si(a*x) | x*Si(a*x) + cos(a*x)/a
Ci(a*x) | x*Ci(a*x) - sin(a*x)/a
x*Si(x) | x**2*Si(x)/2 + x*cos(x)/2 - sin(x)/2
x*Ci(x) | x**2*Ci(x)/2 - x*sin(x)/2 - cos(x)/2
sin(x)*Si(x) | -cos(x)*Si(x) + Si(2*x)/2
cos(x)*Si(x) | sin(x)*Si(x) - log(x)/2 + Ci(2*x)/2
cos(x)*Ci(x) | sin(x)*Ci(x) - Si(2*x)/2
sin(x)*Ci(x) | -cos(x)*Ci(x) + log(x)/2 + Ci(2*x)/2
Si(x)/x**2 | -Si(x)/x - sin(x)/x + Ci(x)
sinh(a*x)/x | Shi(a*x)
cosh(a*x)/x | Chi(a*x)
sinh(a*x + p)/x | sinh(p)*Chi(a*x) + cosh(p)*Shi(a*x)
sinh(a*x)/(x + p) | cosh(a*p)*Shi(a*x + a*p) - sinh(a*p)*Chi(a*x + a*p)
cosh(a*x)/(x + p) | cosh(a*p)*Chi(a*x + a*p) - sinh(a*p)*Shi(a*x + a*p)
sinh(a*x)/x**2 | -sinh(a*x)/x + a*Chi(a*x)
cosh(a*x)/x**2 | -cosh(a*x)/x + a*Shi(a*x)
sinh(a*x**k)/x | Shi(a*x**k)/k
cosh(a*x**k)/x | Chi(a*x**k)/k
sinh(a*x)*log(x) | cosh(a*x)*log(x)/a - Chi(a*x)/a
cosh(a*x)*log(x) | sinh(a*x)*log(x)/a - Shi(a*x)/a
sinh(x)**2/x | Chi(2*x)/2 - log(x)/2
cosh(x)**2/x | Chi(2*x)/2 + log(x)/2
Shi(a*x) | x*Shi(a*x) - cosh(a*x)/a
Chi(a*x) | x*Chi(a*x) - sinh(a*x)/a
""",
    "Fresnel integrals": """
sin(a*x**2) | sqrt(pi)*fresnels(sqrt(2)*sqrt(a)*x/sqrt(pi))/(sqrt(2)*sqrt(a))
cos(a*x**2) | sqrt(pi)*fresnelc(sqrt(2)*sqrt(a)*x/sqrt(pi))/(sqrt(2)*sqrt(a))
sin(pi*x**2/2) | fresnels(x)
cos(pi*x**2/2) | fresnelc(x)
sin(pi*a**2*x**2/2) | fresnels(a*x)/a
cos(pi*a**2*x**2/2) | fresnelc(a*x)/a
sin(pi*a**2*x**2/2 + p) | (cos(p)*fresnels(a*x) + sin(p)*fresnelc(a*x))/a
cos(pi*a**2*x**2/2 + p) | (cos(p)*fresnelc(a*x) - sin(p)*fresnels(a*x))/a
sin(a**2*x**2 + p) | sqrt(pi/2)*(cos(p)*fresnels(a*x*sqrt(2/pi)) + sin(p)*fresnelc(a*x*sqrt(2/pi)))/a
cos(a**2*x**2 + p) | sqrt(pi/2)*(cos(p)*fresnelc(a*x*sqrt(2/pi)) - sin(p)*fresnels(a*x*sqrt(2/pi)))/a
sin(a*x)/sqrt(x) | sqrt(2*pi)*fresnels(sqrt(2)*sqrt(a)*sqrt(x)/sqrt(pi))/sqrt(a)
cos(a*x)/sqrt(x) | sqrt(2*pi)*fresnelc(sqrt(2)*sqrt(a)*sqrt(x)/sqrt(pi))/sqrt(a)
sqrt(x)*sin(a*x) | -sqrt(x)*cos(a*x)/a + sqrt(2*pi)*fresnelc(sqrt(2)*sqrt(a)*sqrt(x)/sqrt(pi))/(2*a**(3/2))
sqrt(x)*cos(a*x) | sqrt(x)*sin(a*x)/a - sqrt(2*pi)*fresnels(sqrt(2)*sqrt(a)*sqrt(x)/sqrt(pi))/(2*a**(3/2))
x**2*sin(x**2) | -x*cos(x**2)/2 + sqrt(2*pi)*fresnelc(sqrt(2)*x/sqrt(pi))/4
x**2*cos(x**2) | x*sin(x**2)/2 - sqrt(2*pi)*fresnels(sqrt(2)*x/sqrt(pi))/4
sin(x**2)/x**2 | -sin(x**2)/x + sqrt(2*pi)*fresnelc(sqrt(2)*x/sqrt(pi))
cos(x**2)/x**2 | -cos(x**2)/x - sqrt(2*pi)*fresnels(sqrt(2)*x/sqrt(pi))
fresnels(x) | x*fresnels(x) + cos(pi*x**2/2)/pi
fresnelc(x) | x*fresnelc(x) - sin(pi*x**2/2)/pi
""",
    "polylogarithms": """
log(1 - x)/x | -polylog(2, x)
log(1 + q*x)/x | -polylog(2, -q*x)
log(1 + q*x**k)/x | -polylog(2, -q*x**k)/k
log(a + q*x)/x | log(a)*log(x) - polylog(2, -q*x/a)
log(x)/(1 - x) | polylog(2, 1 - x)
log(x)/(p + q*x) | log(x)*log(1 + q*x/p)/q + polylog(2, -q*x/p)/q
log(x)/(x*(1 + x)) | log(x)**2/2 - log(x)*log(1 + x) - polylog(2, -x)
log(1 + x)/x**2 | log(x) - log(1 + x) - log(1 + x)/x
log(x)*log(1 - x)/x | -log(x)*polylog(2, x) + polylog(3, x)
log(x)**2/(1 - x) | -log(x)**2*log(1 - x) - 2*log(x)*polylog(2, x) + 2*polylog(3, x)
atanh(x)/x | polylog(2, x)/2 - polylog(2, -x)/2
polylog(2, q*x)/x | polylog(3, q*x)
polylog(2, x) | x*polylog(2, x) - x - (1 - x)*log(1 - x)
x/(exp(a*x) - 1) | x*log(1 - exp(-a*x))/a - polylog(2, exp(-a*x))/a**2
x/(exp(a*x) + 1) | x**2/2 - x*log(1 + exp(a*x))/a - polylog(2, -exp(a*x))/a**2
x**2/(exp(x) - 1) | x**2*log(1 - exp(-x)) - 2*x*polylog(2, exp(-x)) - 2*polylog(3, exp(-x))
log(1 + exp(a*x)) | -polylog(2, -exp(a*x))/a
log(1 + c*exp(-a*x)) | polylog(2, -c*exp(-a*x))/a
log(1 - exp(-a*x)) | polylog(2, exp(-a*x))/a
x*log(1 + exp(x)) | -x*polylog(2, -exp(x)) + polylog(3, -exp(x))
x*tanh(x) | -x**2/2 + x*log(1 + exp(2*x)) + polylog(2, -exp(2*x))/2
x*coth(x) | x**2/2 + x*log(1 - exp(-2*x)) - polylog(2, exp(-2*x))/2
""",
    "elliptic integrals": """
1/sqrt(1 - q*sin(x)**2) | elliptic_f(x, q)
sqrt(1 - q*sin(x)**2) | elliptic_e(x, q)
1/sqrt(a + q*sin(x)**2) | elliptic_f(x, -q/a)/sqrt(a)
sqrt(a + q*sin(x)**2) | sqrt(a)*elliptic_e(x, -q/a)
sqrt(a + b*cos(x)**2) | sqrt(a + b)*elliptic_e(x, b/(a + b))
sin(x)**2/sqrt(1 - q*sin(x)**2) | (elliptic_f(x, q) - elliptic_e(x, q))/q
1/((1 - p*sin(x)**2)*sqrt(1 - q*sin(x)**2)) | elliptic_pi(p, x, q)
1/sqrt(a + b*cos(x)) | 2*elliptic_f(x/2, 2*b/(a + b))/sqrt(a + b)
sqrt(a + b*cos(x)) | 2*sqrt(a + b)*elliptic_e(x/2, 2*b/(a + b))
1/sqrt(cos(x)) | 2*elliptic_f(x/2, 2)
sqrt(cos(x)) | 2*elliptic_e(x/2, 2)
sqrt(sin(x)) | -2*elliptic_e(pi/4 - x/2, 2)
1/sqrt(sin(x)) | -2*elliptic_f(pi/4 - x/2, 2)
1/(sqrt(1 - x**2)*sqrt(1 - q*x**2)) | elliptic_f(asin(x), q)
sqrt(1 - q*x**2)/sqrt(1 - x**2) | elliptic_e(asin(x), q)
1/sqrt(1 - x**4) | elliptic_f(asin(x), -1)
1/sqrt(a**4 - x**4) | elliptic_f(asin(x/a), -1)/a
""",
}
"""Section to lines ``integrand | antiderivative``."""

FAMILIES = (
    family(LINES, "error functions", 4.0),
    family(LINES, "exponential and logarithmic integrals", 4.0),
    family(LINES, "sine, cosine and hyperbolic integrals", 4.0),
    family(LINES, "Fresnel integrals", 1.5),
    family(LINES, "polylogarithms", 2.5),
    family(LINES, "elliptic integrals", 1.5),
)
"""The sections as families."""
